import type { IdentifiedRequest } from '../route.js';
import { alertSyncRule, snmpConfigRule } from './body-rules.js';
import { anyBody, checkedBody, readBody, refuseBody } from './request-body.js';
import { leniently } from './snmp-config.js';
import { postedRange, queriedRange, rangeOf } from './time-range.js';
import { graphInput, storageOf, type Variables } from './variables.js';

/** Of an SNMP configuration (delfin.md §4.3); `lenient` on the older path (§4.3.1). */
export function ofSnmpConfig(lenient: boolean) {
  return (request: IdentifiedRequest): Variables => {
    const body = anyBody(request);
    const source = checkedBody(lenient ? leniently(body) : body, snmpConfigRule);
    return { input: { storageUuid: storageOf(request), ...graphInput(source) } };
  };
}

/** Of the live alerts of an interval, in the query or in a body. */
export function ofAlerts(request: IdentifiedRequest): Variables {
  refuseBody(request);
  return { uuid: storageOf(request), ...queriedRange(request) };
}

export function ofPostedAlerts(request: IdentifiedRequest): Variables {
  return { uuid: storageOf(request), ...postedRange(request) };
}

/** Of an alert to be cleared. */
export function ofClearing(request: IdentifiedRequest): Variables {
  refuseBody(request);
  return { input: { storageUuid: storageOf(request), sequenceNumber: request.params['sequence_number'] } };
}

/** Of an alert sync (delfin.md §4.4). */
export function ofAlertSync(request: IdentifiedRequest): Variables {
  const range = rangeOf(readBody(request, alertSyncRule));
  return { input: { storageUuid: storageOf(request), ...range } };
}
