import assert from 'node:assert/strict';
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Contracts } from '../src/contracts.mjs';
import { Judgements, lineOf } from '../src/judgements.mjs';
import { contracts as packed, folder, linesOf, sample } from './given.mjs';

const contracts = new Contracts(packed);

function event(name, change) {
  const made = sample(name, change);
  assert.equal(contracts.problem(made), null);
  return made;
}

test('a judgement has codes, grades and what happened', () => {
  const line = lineOf(event('LetterPublished'));
  assert.deepEqual(line.authority, { la: '919', ons: '26', gss: 'E10000015', name: 'Hertfordshire' });
  assert.deepEqual(line.grades.map(({ area, grade }) => [area, grade.value]), [['childrens-services', 3], ['capacity-to-improve', 3], ['social-care', 2]]);
  assert.deepEqual([line.event, line.revision, line.letterRevision, line.synthetic, line.late], ['LetterPublished', 1, '1', true, false]);
});

test('the score of a block and the judgement of social care are grades, too; a withdrawal has none', () => {
  const score = { key: event('LetterPublished').data.key, block: 'children-and-young-people', grade: { scale: 'apa-four-point', value: 3, word: 'good' } };
  const lines = [score, { ...score, block: undefined }].map(data => lineOf({ ...event('LetterPublished'), data }));
  assert.deepEqual(lines.map(({ grades: [{ area, grade }] }) => [area, grade.word]), [['children-and-young-people', 'good'], ['social-care', 'good']]);
  assert.equal(lineOf(event('PublicationWithdrawn')).grades, undefined);
});

test('of several codes the one that holds counts, else the last that did', () => {
  const codes = [{ scheme: 'gss', value: 'A', validTo: '2009-03-31' }, { scheme: 'gss', value: 'C', validTo: '2013-03-31' }, { scheme: 'gss', value: 'B', validTo: '2011-03-31' }];
  const gss = list => {
    const letter = event('LetterPublished');
    letter.data.key.authority.codes = list;
    return lineOf(letter).authority.gss;
  };
  assert.equal(gss(codes), 'C');
  assert.equal(gss([...codes, { scheme: 'gss', value: 'D' }]), 'D');
  assert.equal(gss([]), null);
});

test('an id is kept once, and what a higher revision overtook is late, also after a restart', t => {
  const out = folder(t);
  let judgements = new Judgements(out);
  assert.equal(judgements.keep(event('PublicationCorrected')).late, false);
  assert.equal(judgements.keep(event('PublicationCorrected')), null);
  judgements = new Judgements(out);
  assert.equal(judgements.keep(event('PublicationCorrected')), null);
  assert.equal(judgements.keep(event('LetterPublished')).late, true);
  assert.equal(judgements.keep(event('RoundReleased')).late, false);
  assert.deepEqual(linesOf(out).map(line => [line.event, line.late]), [['PublicationCorrected', false], ['LetterPublished', true], ['RoundReleased', false]]);
});

test('a line that a crash cut is cut off and taken again', t => {
  const out = folder(t);
  new Judgements(out).keep(event('LetterPublished'));
  appendFileSync(join(out, 'judgements.jsonl'), '{"id":"0');
  assert.notEqual(new Judgements(out).keep(event('RoundReleased')), null);
  assert.deepEqual(linesOf(out).map(line => line.event), ['LetterPublished', 'RoundReleased']);
});

test('a position is remembered whole, from 0', t => {
  const out = folder(t);
  const judgements = new Judgements(out);
  assert.equal(judgements.position, '0');
  judgements.position = '9007199254740993';
  assert.equal(new Judgements(out).position, '9007199254740993');
  assert.deepEqual(readdirSync(out), ['position.json']);
});
