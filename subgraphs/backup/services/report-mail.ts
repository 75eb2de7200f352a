import { createTransport } from 'nodemailer';
import { Fault } from '../../kernel/errors/fault.js';
import { backupFault, invalid } from './backup-fault.js';

const mostAddresses = 1000;
const deadlineMs = 30_000;

/** How reports are sent. */
export interface MailSettings {
  /** `smtp://` or `smtps://`; undefined when none is set. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
}

/** A report to be sent. */
export interface MailedReport {
  readonly addresses: readonly string[];
  readonly subject: string;
  readonly html: string;
  /** Names the message: one that is sent again after a crash has the same, so that readers see it once. */
  readonly id: string;
}

/**
 * Sends a report by mail. INVALID_STATE when no mail server is set, VALIDATION for no or wrong addresses, BACKEND_ERROR
 * when the mail server does not take it.
 */
export async function sendReport(settings: MailSettings, report: MailedReport): Promise<void> {
  const url = mailServer(settings);
  refuseWrong(report.addresses);
  try {
    await send(url, settings.mailFrom, report);
  } catch (cause) {
    // What the server or the network said may name addresses that are nobody's business.
    throw new Fault('BACKEND_ERROR', 'The mail server did not take the report.', { cause });
  }
}

function mailServer({ smtpUrl }: MailSettings): URL {
  if (smtpUrl === undefined)
    throw backupFault(
      'INVALID_STATE',
      'No mail server is set (INFRAGRAPH_BACKUP_SMTP_URL), so nothing can be sent.',
    );
  return new URL(smtpUrl);
}

function refuseWrong(addresses: readonly string[]): void {
  if (addresses.length === 0 || addresses.length > mostAddresses)
    throw invalid('addresses', `1 to ${mostAddresses} addresses of mail`);
  if (addresses.some((address) => !/^[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+$/.test(address)))
    throw invalid('addresses', 'addresses of mail');
}

/** One that is given a name and a password is spoken to over TLS alone. */
async function send(url: URL, from: string, { addresses, subject, html, id }: MailedReport): Promise<void> {
  const secure = url.protocol === 'smtps:';
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    ...(user !== '' && { auth: { user, pass }, requireTLS: true }),
    connectionTimeout: deadlineMs,
    greetingTimeout: deadlineMs,
    socketTimeout: deadlineMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      to: [...addresses],
      subject: subject.replaceAll(/\s+/g, ' '),
      html,
      textEncoding: 'base64',
      messageId: `<${id}@${from.split('@')[1] ?? 'localhost'}>`,
    });
  } finally {
    transport.close();
  }
}
