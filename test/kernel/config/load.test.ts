import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ConfigError,
  loadConfig,
  optionName,
  undeclaredNames,
} from '../../../subgraphs/kernel/config/load.js';
import {
  choice,
  duration,
  flag,
  integer,
  list,
  optionalText,
  text,
} from '../../../subgraphs/kernel/config/row.js';

const rows = {
  name: text('INFRAGRAPH_NAME', 'none', 'A name.'),
  port: integer('INFRAGRAPH_PORT', 4000, 'A port.', { max: 65535 }),
  on: flag('INFRAGRAPH_ON', false, 'A switch.'),
  wait: duration('INFRAGRAPH_WAIT', '30s', 'A time.'),
  mode: choice('INFRAGRAPH_MODE', ['a', 'b'], 'a', 'A mode.'),
  hosts: list('INFRAGRAPH_HOSTS', [], 'Hosts.'),
  key: optionalText('INFRAGRAPH_KEY', 'A key.', { secret: true }),
};

test('gives the defaults when nothing is set', () => {
  const config = loadConfig(rows, { env: {}, options: {} });

  assert.deepEqual(config, {
    name: 'none',
    port: 4000,
    on: false,
    wait: 30_000,
    mode: 'a',
    hosts: [],
    key: undefined,
  });
});

test('prefers an option to the environment and an empty variable counts as not set', () => {
  const env = { INFRAGRAPH_PORT: '1', INFRAGRAPH_NAME: '', INFRAGRAPH_HOSTS: 'x, y,,z' };

  const config = loadConfig(rows, { env, options: { port: '2' } });

  assert.equal(config.port, 2);
  assert.equal(config.name, 'none');
  assert.deepEqual(config.hosts, ['x', 'y', 'z']);
});

test('lists every fault at once and shows no secret', () => {
  const env = {
    INFRAGRAPH_PORT: '70000',
    INFRAGRAPH_ON: 'perhaps',
    INFRAGRAPH_WAIT: 'soon',
    INFRAGRAPH_MODE: 'c',
    INFRAGRAPH_KEY: ' ',
  };

  assert.throws(
    () => loadConfig(rows, { env, options: {} }),
    (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.faults.length, 5);
      assert.match(error.message, /INFRAGRAPH_PORT must be a whole number from 0 to 65535, not "70000"/);
      assert.match(error.message, /INFRAGRAPH_KEY is not valid/);
      return true;
    },
  );
});

test('names options and variables that nobody declared, those of the tests left out', () => {
  const faults = undeclaredNames(Object.values(rows), {
    env: { INFRAGRAPH_PROT: '1', INFRAGRAPH_TEST_POSTGRES: '1', HOME: '/x' },
    options: { prot: '1' },
  });

  assert.equal(faults.length, 2);
  assert.match(faults.join(' '), /--prot is not an option.*INFRAGRAPH_PROT is not a setting/);
});

test('names the option of a row after its variable', () => {
  assert.equal(optionName(text('INFRAGRAPH_DATA_DIR', 'x', '')), 'data-dir');
  assert.equal(optionName(text('DATABASE_URL', 'x', '')), 'database-url');
});
