import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, request } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { KafkaExporter, type RecordSender } from '../../subgraphs/storage/exporters/kafka-exporter.js';
import { kafkaRecords } from '../../subgraphs/storage/exporters/kafka-records.js';
import type { CollectedSeries } from '../../subgraphs/storage/exporters/performance-exporter.js';
import {
  PrometheusListener,
  type SamplePages,
} from '../../subgraphs/storage/exporters/prometheus-listener.js';
import { sampleLine, type LatestSample } from '../../subgraphs/storage/exporters/prometheus-text.js';
import { silentLog } from '../support/engines.js';
import { waitFor } from '../support/wait-for.js';

const sample: LatestSample = {
  id: 1,
  storage_id: '5b0f6a0e-1c1d-4a51-9d0e-7f2c1a3b4c5d',
  storage_name: 'array-A',
  storage_sn: 'ACM0042',
  resource_type: 'volume',
  resource_id: 'lun-17',
  metric: 'iops',
  type: 'RAW',
  unit: 'IOPS',
  value_type: null,
  at: 1_740_903_300_000,
  reading: 812.5,
};

async function pagesOf(...pages: LatestSample[][]): Promise<AsyncIterable<LatestSample[]>> {
  async function* each(): AsyncGenerator<LatestSample[]> {
    yield* pages;
  }
  return each();
}

async function listen(t: TestContext, pages: SamplePages): Promise<string> {
  const listener = new PrometheusListener(pages, silentLog);
  const port = await listener.start('127.0.0.1', 0);
  t.after(() => listener.stop());
  return `http://127.0.0.1:${port}`;
}

describe('the text for Prometheus', () => {
  it('is the line of the legacy exporter', () => {
    assert.equal(
      sampleLine(sample),
      'volume_iops{storage_id="5b0f6a0e-1c1d-4a51-9d0e-7f2c1a3b4c5d",storage_name="array-A",storage_sn="ACM0042",resource_type="volume",resource_id="lun-17",type="RAW",unit="IOPS",value_type="gauge"} 812.500000 1740903300000\n',
    );
  });

  it('prints None for what is missing and escapes the rest', () => {
    const line = sampleLine({ ...sample, storage_name: null, storage_sn: 'a"b\\c\nd', type: null });

    assert.match(line, /storage_name="None",storage_sn="a\\"b\\\\c\\nd",.*type="RAW"/);
  });
});

describe('the port of Prometheus', () => {
  it('tells HELP and TYPE once per metric, over pages', async (t) => {
    const pages = await pagesOf(
      [sample, { ...sample, resource_id: 'lun-18' }],
      [{ ...sample, metric: 'readIops' }],
    );
    const url = await listen(t, () => pages);

    const response = await fetch(`${url}/metrics`);

    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const lines = (await response.text()).split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/\{.*/, '')),
      [
        '# HELP volume_iops  metric for resource volume',
        '# TYPE volume_iops gauge',
        'volume_iops',
        'volume_iops',
        '# HELP volume_readIops  metric for resource volume',
        '# TYPE volume_readIops gauge',
        'volume_readIops',
        '',
      ],
    );
  });

  it('answers 404 to other paths, 405 to other methods and an empty page when there is nothing', async (t) => {
    const url = await listen(t, () => ({ async *[Symbol.asyncIterator]() {} }));

    const statuses = await Promise.all([
      fetch(`${url}/`),
      fetch(`${url}/metrics/`),
      fetch(`${url}/metrics`, { method: 'POST' }),
      fetch(`${url}/metrics`, { method: 'HEAD' }),
      fetch(`${url}/metrics?x=1`),
    ]);

    assert.deepEqual(
      statuses.map(({ status }) => status),
      [404, 404, 405, 405, 200],
    );
    assert.equal(await statuses[4]!.text(), '');
  });

  it('answers 503 when the first samples cannot be read, and cuts the answer when later ones cannot', async (t) => {
    const failing = await listen(t, () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no database')) }),
    }));
    const breaking = await listen(t, () => ({
      async *[Symbol.asyncIterator]() {
        yield [sample];
        throw new Error('no database any more');
      },
    }));

    const first = await fetch(`${failing}/metrics`);
    const second = await fetch(`${breaking}/metrics`);

    assert.equal(first.status, 503);
    assert.equal(second.status, 200);
    await assert.rejects(second.text());
  });

  it('reads no further than a slow scraper takes, and turns a fifth scrape away', async (t) => {
    let read = 0;
    const url = await listen(t, () => ({
      async *[Symbol.asyncIterator]() {
        for (;;) {
          read++;
          yield Array.from({ length: 500 }, () => sample);
        }
      },
    }));
    const slow = [1, 2, 3, 4].map(() => get(`${url}/metrics`));
    for (const scrape of slow) {
      const [response] = await once(scrape, 'response');
      response.pause();
      response.on('error', () => undefined);
    }

    const fifth = await fetch(`${url}/metrics`);

    assert.equal(fifth.status, 503);
    assert.equal(fifth.headers.get('retry-after'), '5');
    assert.ok(read < 400, `${read} pages`);
    for (const scrape of slow) scrape.destroy();
    await waitFor('a place', async () => {
      const again = request(`${url}/metrics`).end();
      const [response] = await once(again, 'response');
      again.destroy();
      return response.statusCode === 200;
    });
  });
});

const batch: CollectedSeries = {
  storageId: '5b0f6a0e-1c1d-4a51-9d0e-7f2c1a3b4c5d',
  storageName: 'array-A',
  serialNumber: 'ACM0042',
  series: [
    {
      name: 'iops',
      resourceType: 'volume',
      resourceId: 'lun-17',
      unit: 'IOPS',
      samples: [
        [1_740_903_300_000, 812.5],
        [1_740_903_360_000, 790.25],
      ],
    },
  ],
};

function many(series: number, samples: number): CollectedSeries {
  const one = batch.series[0]!;
  return {
    ...batch,
    series: Array.from({ length: series }, (_, i) => ({
      ...one,
      resourceId: `lun-ü${i}`,
      samples: Array.from(
        { length: samples },
        (_unused, j) => [1_740_903_300_000 + j * 60_000, j / 3] as const,
      ),
    })),
  };
}

describe('records for Kafka', () => {
  it('have the documented shape', () => {
    const records = [...kafkaRecords(batch, 900_000)].map(({ text }) => text);

    assert.deepEqual(records, [
      '[["iops",{"storage_id":"5b0f6a0e-1c1d-4a51-9d0e-7f2c1a3b4c5d","resource_type":"volume","resource_id":"lun-17","type":"RAW","unit":"IOPS","name":"array-A","serial_number":"ACM0042"},{"1740903300000":812.5,"1740903360000":790.25}]]',
    ]);
  });

  it('are split between series, and a long series between its samples, below the limit', () => {
    const limit = 10_000;

    const told = [...kafkaRecords(many(50, 16), limit), ...kafkaRecords(many(1, 2000), limit)];
    const records = told.map(({ text }) => text);

    const elements = records.flatMap(
      (record) => JSON.parse(record) as [string, object, Record<string, number>][],
    );
    assert.ok(records.length > 2 && records.every((record) => Buffer.byteLength(record) <= limit));
    assert.equal(
      elements.reduce((sum, [, , values]) => sum + Object.keys(values).length, 0),
      50 * 16 + 2000,
    );
    assert.ok(elements.every((element) => element.length === 3));
    assert.equal(
      told.reduce((sum, { samples }) => sum + samples, 0),
      50 * 16 + 2000,
    );
  });
});

/** A sender whose first answers are given. */
function sender(answers: (Error | undefined)[] = []): RecordSender & { readonly sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    send: async (record) => {
      const answer = answers.shift();
      if (answer) throw answer;
      sent.push(record);
    },
    close: () => Promise.resolve(),
  };
}

describe('the exporter to Kafka', () => {
  const options = { recordBytes: 900_000, log: silentLog, restsMs: [1, 1] };
  const down = new Error('no broker');

  it('tries a record again and sends everything in order', async () => {
    const to = sender([down, down]);
    const exporter = new KafkaExporter({ ...options, sender: to });

    exporter.take(batch);
    exporter.take(many(2, 1));
    await exporter.stop();

    assert.deepEqual(
      to.sent.map((record) => (JSON.parse(record) as unknown[]).length),
      [1, 2],
    );
    assert.equal(exporter.droppedSamples, 0);
  });

  it('drops a batch that no broker takes, counts it and goes on', async () => {
    const to = sender([down, down, down]);
    const exporter = new KafkaExporter({ ...options, sender: to });

    exporter.take(batch);
    exporter.take(many(2, 1));
    await exporter.stop();

    assert.equal(to.sent.length, 1);
    assert.equal(exporter.droppedSamples, 2);
  });

  it('counts only what was not sent of a batch, and what no record can hold', async () => {
    const to = sender([undefined, down, down, down]);
    const exporter = new KafkaExporter({ ...options, sender: to, recordBytes: 10_000 });
    const [named] = many(1, 2).series;
    const long = { ...named!, resourceName: '\u0001'.repeat(2000) };

    exporter.take(many(50, 16));
    exporter.take({ ...batch, series: [long, named!] });
    await exporter.stop();

    const sent = to.sent.flatMap((record) => JSON.parse(record) as [string, object, object][]);
    const samples = sent.reduce((sum, [, , values]) => sum + Object.keys(values).length, 0);
    assert.equal(to.sent.length, 2);
    assert.equal(exporter.droppedSamples, 50 * 16 + 4 - samples);
  });

  it('keeps no more waiting than it may, and ends though a broker never answers', async () => {
    const hanging: RecordSender = {
      send: () => new Promise(() => undefined),
      close: () => Promise.resolve(),
    };
    const exporter = new KafkaExporter({ ...options, sender: hanging, mostWaiting: 3, stopMs: 20 });

    for (let i = 0; i < 5; i++) exporter.take(batch);
    await exporter.stop();
    exporter.take(batch);

    assert.equal(exporter.droppedSamples, 12);
  });
});
