import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ConfigError, loadConfig } from '../../../subgraphs/kernel/config/load.js';
import { telemetryConfig } from '../../../subgraphs/kernel/telemetry/config.js';
import {
  tracingSettings,
  type TracingSettings,
} from '../../../subgraphs/kernel/telemetry/tracing-settings.js';

const url = 'http://127.0.0.1:4318/v1/traces';

function settingsOf(env: Record<string, string>): TracingSettings | undefined {
  return tracingSettings(loadConfig(telemetryConfig, { env, options: {} }));
}

suite('the settings of traces', () => {
  test('say that nothing is traced until a collector is named', () => {
    assert.equal(settingsOf({}), undefined);
    assert.equal(settingsOf({ OTEL_SERVICE_NAME: 'mine', INFRAGRAPH_TRACES_RATIO: '1' }), undefined);
  });

  test('go before those all programs have, and the nearer of those before the wider', () => {
    const wide = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://wide:4318/otlp' };
    const near = { ...wide, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://near:4318/traces' };
    const own = { ...near, INFRAGRAPH_TRACES_URL: url };

    const urls = [wide, near, own].map((env) => settingsOf(env)?.url);

    assert.deepEqual(urls, ['http://wide:4318/otlp/v1/traces', 'http://near:4318/traces', url]);
  });

  test('choose what is recorded, as OpenTelemetry names it or by a share', () => {
    const samplingOf = (env: Record<string, string>) =>
      settingsOf({ INFRAGRAPH_TRACES_URL: url, ...env })?.sampling;
    const quarter = { OTEL_TRACES_SAMPLER_ARG: '0.25' };

    assert.deepEqual(samplingOf({}), { ratio: 1, heedsCaller: true });
    assert.deepEqual(samplingOf({ INFRAGRAPH_TRACES_RATIO: '0.1', OTEL_TRACES_SAMPLER: 'always_off' }), {
      ratio: 0.1,
      heedsCaller: true,
    });
    assert.deepEqual(samplingOf({ OTEL_TRACES_SAMPLER: 'always_off' }), { ratio: 0, heedsCaller: false });
    assert.deepEqual(samplingOf({ OTEL_TRACES_SAMPLER: 'traceidratio', ...quarter }), {
      ratio: 0.25,
      heedsCaller: false,
    });
    assert.deepEqual(samplingOf({ OTEL_TRACES_SAMPLER: 'parentbased_always_on', ...quarter }), {
      ratio: 1,
      heedsCaller: true,
    });
  });

  test('read headers, and tell nothing of them where they cannot be read', () => {
    const read = (headers: string) =>
      settingsOf({ INFRAGRAPH_TRACES_URL: url, INFRAGRAPH_TRACES_HEADERS: headers })?.headers;

    assert.deepEqual(read('Authorization=Bearer%20abc, x-scope = north'), {
      authorization: 'Bearer abc',
      'x-scope': 'north',
    });
    for (const wrong of ['planted-secret', 'a=%planted-secret', 'a=planted%0Asecret'])
      assert.throws(
        () => read(wrong),
        (error: unknown) => error instanceof ConfigError && !error.message.includes('planted'),
      );
  });

  test('are refused where they cannot be meant', () => {
    const faultOf = (env: Record<string, string>): string => {
      try {
        settingsOf(env);
        return 'none';
      } catch (error) {
        return error instanceof ConfigError ? error.faults.join() : String(error);
      }
    };

    assert.match(faultOf({ INFRAGRAPH_TRACES_URL: 'localhost:4318' }), /TRACES_URL must be a URL with http/);
    const withPassword = faultOf({ INFRAGRAPH_TRACES_URL: 'http://ann:planted@host/' });
    assert.match(withPassword, /must hold no credentials/);
    assert.doesNotMatch(withPassword, /planted/);
    assert.match(faultOf({ INFRAGRAPH_TRACES_RATIO: '1.5' }), /must be a number from 0 to 1/);
    assert.match(faultOf({ OTEL_TRACES_SAMPLER: 'jaeger_remote' }), /must be one of always_on/);
  });
});
