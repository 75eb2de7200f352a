import { DriverFault } from './driver-fault.js';

/** A text without the secrets it may repeat; very short ones would tear words apart and are left alone. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 3)
    .toSorted((a, b) => b.length - a.length)
    .reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

/**
 * What a driver threw as a DriverFault without secrets: its own, or for anything unforeseen one that says no
 * more than that. The cause, which is logged, is cleaned too.
 */
export function driverFaultOf(error: unknown, secrets: readonly string[]): DriverFault {
  const cause = cleanCause(error instanceof DriverFault ? error.cause : error, secrets);
  const options = cause === undefined ? undefined : { cause };
  if (!(error instanceof DriverFault))
    return new DriverFault('StorageBackendException', ['the driver failed unexpectedly'], options);
  return new DriverFault(
    error.code,
    error.args.map((text) => withoutSecrets(String(text), secrets)),
    options,
  );
}

function cleanCause(error: unknown, secrets: readonly string[]): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const clean = new Error(withoutSecrets(error.message, secrets));
  clean.name = error.name;
  clean.stack = withoutSecrets(error.stack ?? '', secrets);
  return clean;
}
