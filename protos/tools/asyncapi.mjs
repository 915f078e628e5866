// Reads an AsyncAPI document with AsyncAPI's own parser and writes what it found as JSON: {diagnostics, channels, operations}.
// Usage: node asyncapi.mjs FILE
import { Parser, fromFile } from '@asyncapi/parser';

const severities = ['error', 'warning', 'information', 'hint'];
const parser = new Parser();
const { document, diagnostics } = await fromFile(parser, process.argv[2]).parse();

const channels = document?.channels().all() ?? [];
const operations = document?.operations().all() ?? [];
process.stdout.write(JSON.stringify({
  diagnostics: diagnostics.map(d => ({ severity: severities[d.severity], code: String(d.code), path: d.path.join('.'), message: d.message })),
  channels: channels.map(channel => {
    const { is, exchange } = channel.bindings().get('amqp').value();
    return {
      address: channel.address(),
      is,
      exchange,
      messages: channel.messages().all().map(message => ({
        type: message.name(),
        contentType: message.contentType(),
        schemaFormat: message.schemaFormat(),
        schema: message.payload().$id(),
        examples: message.examples().all().map(example => example.payload()),
      })),
    };
  }),
  operations: operations.map(operation => ({
    action: operation.action(),
    channels: operation.channels().all().map(channel => channel.address()),
    messages: operation.messages().all().map(message => message.name()),
  })),
}));
