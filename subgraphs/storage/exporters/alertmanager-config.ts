import { choice, duration, optionalText, type ConfigRow, type ConfigRows } from '../../kernel/config/row.js';

const url: ConfigRow<string | undefined> = {
  ...optionalText(
    'INFRAGRAPH_STORAGE_ALERTMANAGER_URL',
    'Alertmanager that alerts of arrays are sent to, such as http://alertmanager:9093; may hold a name and password. None when not set.',
    { secret: true },
  ),
  parse: httpUrl,
};

/** Settings of alerts as they are kept and sent on. */
export const alertmanagerConfig = {
  alertRetention: duration('INFRAGRAPH_STORAGE_ALERT_RETENTION', '90d', 'How long cleared alerts are kept.'),
  alertmanagerUrl: url,
  alertmanagerApi: choice(
    'INFRAGRAPH_STORAGE_ALERTMANAGER_API',
    ['v2', 'v1'],
    'v2',
    'Version of its API; v1 is gone since 0.27.',
  ),
  alertmanagerHold: duration(
    'INFRAGRAPH_STORAGE_ALERTMANAGER_HOLD',
    '30d',
    'How long the Alertmanager takes an alert to hold that is not cleared; each is sent once.',
  ),
} satisfies ConfigRows;

function httpUrl(value: string): string {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    throw new Error('must be an address such as http://alertmanager:9093');
  return value;
}
