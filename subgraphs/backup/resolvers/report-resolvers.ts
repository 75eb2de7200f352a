import type { GraphDefinition } from '../../kernel/subgraph/federated-schema.js';
import type { BackupParts } from '../services/parts.js';
import { MarkResolver } from './mark.resolver.js';
import { PolicyPlacesResolver } from './policy-places.resolver.js';
import { ReportDocumentResolver } from './report-document.resolver.js';
import { ReportResolver } from './report.resolver.js';

/** The resolvers of reports and marks, and of the places a policy names. */
export function reportResolvers(parts: BackupParts): GraphDefinition['resolvers'] {
  return [
    new ReportResolver(parts),
    new ReportDocumentResolver(parts),
    new MarkResolver(parts),
    new PolicyPlacesResolver(parts),
  ];
}
