import { Fault } from '../../kernel/errors/fault.js';
import { backupFault, invalid } from './backup-fault.js';
import { sendMail, type Mail } from './smtp.js';

const mostAddresses = 1000;

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
    await sendMail(url, messageOf(settings.mailFrom, report));
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

function messageOf(from: string, { addresses, subject, html, id }: MailedReport): Mail {
  const inWords = (text: string): string =>
    /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  const body =
    Buffer.from(html)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  const text = [
    `From: ${from}`,
    `To: ${addresses.join(', ')}`,
    `Subject: ${inWords(subject.replaceAll(/\s+/g, ' '))}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}@${from.split('@')[1] ?? 'localhost'}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...body,
  ].join('\r\n');
  return { from, to: addresses, text };
}
