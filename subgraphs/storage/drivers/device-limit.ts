import type { CallLimit } from '../../kernel/server/limited-call.js';
import { DriverFault, type DriverFaultCode } from './driver-fault.js';

/** The limit of a call of a device, which fails with this code when the device takes longer. */
export function deviceLimit(timeoutMs: number, code: DriverFaultCode): CallLimit {
  const seconds = `no answer within ${timeoutMs / 1000} s`;
  const args = code === 'ConnectTimeout' ? [] : [seconds];
  return { timeoutMs, tooSlow: () => new DriverFault(code, args) };
}
