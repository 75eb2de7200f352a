import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prefersHtml } from '../../../gateway/http/accept.js';

const chromium = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

describe('an Accept header', () => {
  for (const accept of [
    chromium,
    'text/html',
    'TEXT/HTML',
    'text/*',
    'application/json;q=0.5, text/html;q=0.6',
    'text/html ; q=1.000 , */* ; q=0',
    '*/*, application/json;q=0.1',
  ]) {
    it(`prefers HTML as ${accept}`, () => {
      assert.equal(prefersHtml(accept), true);
    });
  }

  for (const accept of [
    undefined,
    '',
    '*/*',
    'application/json',
    'text/html, application/json',
    'text/html;q=0',
    'text/html;q=0.3, application/*;q=0.4',
    'text/html;q=2',
    'text/html;q=abc',
    'text/plain',
    ',;,;q=,',
    'text/html;q=0.1, */*',
  ]) {
    it(`does not prefer HTML as ${accept === undefined ? 'an absent one' : `"${accept}"`}`, () => {
      assert.equal(prefersHtml(accept), false);
    });
  }
});
