import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';

const deadlineMs = 30_000;

/** A message ready to be sent. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body with CRLF at the ends of lines. */
  readonly text: string;
}

/** A reply of the server that is not the one hoped for. */
export class SmtpRefusal extends Error {
  constructor(readonly code: number) {
    super(`The mail server answered ${code}.`);
    this.name = 'SmtpRefusal';
  }
}

/**
 * Hands a message to a mail server (RFC 5321): `smtp://`, with STARTTLS wherever the server offers it,
 * or `smtps://`. A name and password in the URL are never sent in the clear.
 */
export async function sendMail(url: URL, mail: Mail): Promise<void> {
  const { hostname: host } = url;
  const secure = url.protocol === 'smtps:';
  const port = Number(url.port) || (secure ? 465 : 587);
  const socket = secure ? connectTls({ host, port, servername: host }) : connect({ host, port });
  socket.setTimeout(deadlineMs, () => socket.destroy(new Error('The mail server takes too long.')));
  let talk = new Conversation(socket);
  try {
    await talk.reply(220);
    let offers = await talk.say(`EHLO ${hostname()}`, 250);
    let isSecure = secure;
    if (!secure && offers.includes('STARTTLS')) {
      await talk.say('STARTTLS', 220);
      const inner = connectTls({ socket: talk.release(), servername: host });
      await once(inner, 'secureConnect');
      talk = new Conversation(inner);
      offers = await talk.say(`EHLO ${hostname()}`, 250);
      isSecure = true;
    }
    if (url.username !== '') {
      if (!isSecure)
        throw new Error('The mail server does not offer TLS, so the password is not sent to it.');
      const secret = `\0${decodeURIComponent(url.username)}\0${decodeURIComponent(url.password)}`;
      await talk.say(`AUTH PLAIN ${Buffer.from(secret).toString('base64')}`, 235);
    }
    await talk.say(`MAIL FROM:<${mail.from}>`, 250);
    for (const address of mail.to) await talk.say(`RCPT TO:<${address}>`, 250);
    await talk.say('DATA', 354);
    await talk.say(`${mail.text.replaceAll(/^\./gm, '..')}\r\n.`, 250);
    await talk.say('QUIT', 221);
  } finally {
    talk.end();
    socket.destroy();
  }
}

/** Lines said and answered, one after another. */
class Conversation {
  private readonly reader;
  private readonly lines: AsyncIterator<string>;
  private failure: Error | undefined;

  constructor(private readonly socket: Socket) {
    socket.on('error', (error) => {
      this.failure = error;
      this.reader.close();
    });
    this.reader = createInterface({ input: socket });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  async say(line: string, wanted: number): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.reply(wanted);
  }

  /** A reply of one line or several; its texts joined. */
  async reply(wanted: number): Promise<string> {
    let text = '';
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done === true) throw this.failure ?? new Error('The mail server hung up.');
      const line = value;
      text += `${line.slice(4)}\n`;
      if (line[3] === '-') continue;
      const code = Number(line.slice(0, 3));
      if (code !== wanted && !(wanted === 250 && code === 251)) throw new SmtpRefusal(code);
      return text;
    }
  }

  /** The socket, for a conversation under TLS on it. */
  release(): Socket {
    this.reader.close();
    this.socket.resume();
    return this.socket;
  }

  end(): void {
    this.reader.close();
  }
}
