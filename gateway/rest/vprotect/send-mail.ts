import { invalid, refusal } from './faults.js';
import { sendMail, type Mail } from './smtp.js';

const mostAddresses = 100;

/** How reports are sent. */
export interface MailSettings {
  /** `smtp://` or `smtps://`; undefined when none is set. */
  readonly url: string | undefined;
  readonly from: string;
}

/** Sends reports by mail, as far as a mail server is set. */
export class ReportMail {
  constructor(private readonly settings: MailSettings) {}

  /** Refuses when there is no mail server, or nobody to send to. */
  check(addresses: readonly string[]): URL {
    const { url } = this.settings;
    if (url === undefined)
      throw refusal(
        'INVALID_STATE',
        'No mail server is set (INFRAGRAPH_VPROTECT_SMTP_URL), so nothing can be sent',
      );
    if (addresses.length === 0 || addresses.length > mostAddresses)
      throw invalid(`value must name 1 to ${mostAddresses} addresses`);
    const wrong = addresses.find((address) => !/^[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+$/.test(address));
    if (wrong !== undefined) throw invalid('value must be addresses of mail, with commas between them');
    return new URL(url);
  }

  /** Sends a page to all addresses. Refuses when the mail server does not take it. */
  async send(addresses: readonly string[], subject: string, html: string): Promise<void> {
    const url = this.check(addresses);
    try {
      await sendMail(url, messageOf(this.settings.from, addresses, subject, html));
    } catch {
      // What the server or the network said may name addresses that are nobody's business.
      throw refusal('INTERNAL', 'The mail server did not take the report');
    }
  }
}

function messageOf(from: string, to: readonly string[], subject: string, html: string): Mail {
  const body =
    Buffer.from(html)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  const text = [
    `From: ${from}`,
    `To: ${to.join(', ')}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${crypto.randomUUID()}@${from.split('@')[1] ?? 'localhost'}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...body,
  ].join('\r\n');
  return { from, to, text };
}
