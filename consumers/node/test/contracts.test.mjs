import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Contracts, exchangesOf } from '../src/contracts.mjs';
import { contracts as folder, sample } from './given.mjs';

const contracts = new Contracts(folder);
const samples = join(folder, 'protos', 'samples');
const audiences = readdirSync(samples, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name);

test('every packed sample of every audience is an event', () => {
  assert.deepEqual(audiences.sort(), ['audit-commission', 'csci', 'public']);
  for (const audience of audiences)
    for (const file of readdirSync(join(samples, audience)))
      assert.equal(contracts.problem(JSON.parse(readFileSync(join(samples, audience, file), 'utf8'))), null, `${audience}/${file}`);
});

test('the exchanges of an audience are those that the contracts have samples of', () => {
  for (const audience of audiences)
    assert.deepEqual(exchangesOf(audience).sort(), readdirSync(join(samples, audience)).map(file => `apa.publication.v1.${audience}.${file.slice(0, -'.json'.length)}`).sort());
  assert.throws(() => exchangesOf('letter'), /no audience/);
});

test('what proto3 JSON leaves out is filled in', () => {
  const event = sample('RoundReleased');
  assert.equal(contracts.problem(event), null);
  assert.equal(event.data.withdrawn, 0);
});

for (const [what, event] of Object.entries({
  'no object': 'x',
  'null': null,
  'no type': {},
  'an unknown type': sample('LetterPublished', { type: 'apa.publication.v2.LetterPublished' }),
  'no position': sample('LetterPublished', { position: null }),
  'no data': sample('LetterPublished', { data: {} }),
  'a date in words': sample('RoundReleased', { time: 'yesterday' }),
})) test(`${what} is no event`, () => assert.notEqual(contracts.problem(event), null));

test('what was added later is an event', () => assert.equal(contracts.problem(sample('RoundReleased', { later: 1 })), null));
