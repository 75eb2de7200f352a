// Fetches the schema that everything else is generated from, and makes the folder for it.
import { mkdir, writeFile } from 'node:fs/promises';

const url = process.env['INFRAGRAPH_URL'] ?? 'http://localhost:4000';
const answer = await fetch(`${url}/schema.graphql`);
if (!answer.ok) throw new Error(`${url}/schema.graphql answered ${answer.status}`);
await mkdir('generated/relay', { recursive: true });
await writeFile('generated/schema.graphql', await answer.text());
