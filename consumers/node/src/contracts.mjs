import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/** What each audience hears; an exchange each. */
const own = { public: 'LetterPublished', 'audit-commission': 'CpaBlockScored', csci: 'SocialCareJudged' };

export function exchangesOf(audience) {
  if (!Object.hasOwn(own, audience)) throw new Error(`'${audience}' is no audience: ${Object.keys(own).join(', ')}`);
  return [own[audience], 'PublicationCorrected', 'PublicationWithdrawn', 'RoundReleased'].map(event => `apa.publication.v1.${audience}.${event}`);
}

/** The published JSON Schemas, read from the unpacked package of the contracts. */
export class Contracts {
  #ajv = new Ajv({ useDefaults: true });

  constructor(folder) {
    addFormats(this.#ajv);
    const schemas = join(folder, 'protos', 'schemas');
    for (const file of readdirSync(schemas).filter(name => name.startsWith('apa.')))
      this.#ajv.addSchema(JSON.parse(readFileSync(join(schemas, file), 'utf8')));
  }

  /** Why it is no event of ours; null where it is one, in which what proto3 JSON leaves out is then filled in. */
  problem(event) {
    const validate = typeof event?.type === 'string' ? this.#ajv.getSchema(`${event.type}.schema.json`) : undefined;
    if (!validate) return 'it is of no type that these contracts know';
    return validate(event) ? null : this.#ajv.errorsText(validate.errors, { dataVar: 'event' });
  }
}
