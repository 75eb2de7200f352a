import { JsonText } from '../../../schema/json-text.js';

/** The version document of 2015, byte for byte (freezer.md §3). */
export const versionDocument = new JsonText(
  '{"versions": [{"id": "1", "status": "CURRENT", "updated": "2015-03-23T13:45:00", "links": [{"href": "/v1/", "rel": "self"}]}]}',
);

const json = { 'application/json': {} };
const listMethods = ['GET', 'POST'];
const itemMethods = ['GET', 'PATCH', 'PUT', 'DELETE'];

/**
 * The home document of version 1 (draft-nottingham-json-home-03). The first relation is the one of
 * 2015 and unchanged, though more than GET is allowed there today.
 */
export const homeDocument = {
  resources: {
    'rel/backups': {
      'href-template': '/v1/backups/{backup_id}',
      'href-vars': { backup_id: 'param/backup_id' },
      hints: { allow: ['GET'], formats: json },
    },
    'rel/backup_list': { href: '/v1/backups', hints: { allow: listMethods, formats: json } },
    'rel/client_list': { href: '/v1/clients', hints: { allow: listMethods, formats: json } },
    'rel/clients': {
      'href-template': '/v1/clients/{client_id}',
      'href-vars': { client_id: 'param/client_id' },
      hints: { allow: itemMethods, formats: json },
    },
  },
};
