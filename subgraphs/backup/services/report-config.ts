import { optionalText, text, type ConfigRow, type ConfigRows } from '../../kernel/config/row.js';

const smtp = optionalText(
  'INFRAGRAPH_BACKUP_SMTP_URL',
  'Mail server that reports are sent by, such as smtp://user:password@mail.example.org:587 (STARTTLS where it is offered) or smtps://mail.example.org; without it reports are not sent. The same for every process that works on tasks.',
  { secret: true },
);

const smtpUrl: ConfigRow<string | undefined> = {
  ...smtp,
  parse: (value) => {
    if (!/^smtps?:$/.test(URL.parse(value)?.protocol ?? ''))
      throw new Error('must begin with smtp:// or smtps://');
    return value;
  },
};

/** Settings of the reports that are sent by mail. */
export const reportConfig = {
  smtpUrl,
  mailFrom: text(
    'INFRAGRAPH_BACKUP_MAIL_FROM',
    'infragraph@localhost',
    'Sender of the reports that are sent by mail.',
  ),
} satisfies ConfigRows;
