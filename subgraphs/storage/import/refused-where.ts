import { Fault } from '../../kernel/errors/fault.js';
import { Refusal } from './delfin-values.js';

/** Runs a check of the API; what it finds wrong becomes a Refusal that names the place. */
export function refusedWhere(place: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const args = error.extensions['args'];
    const reason: unknown = Array.isArray(args) ? args[0] : undefined;
    throw new Refusal(`Its ${place} is not valid: ${typeof reason === 'string' ? reason : error.message}`);
  }
}
