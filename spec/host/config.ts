import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../schema-id.ts';
import { UUID_PATTERN } from '../taxonomy/limits.ts';

/** Settings of the connection (M-3). The API key is the one secret. */
export const ConfigSchema = Type.Object(
  {
    importId: Type.String({
      title: 'Import ID',
      description:
        'The UUID of the audience import in Permutive to sync segments into. Find it in the Permutive dashboard under Audience Platform > Imports.',
      format: 'uuid',
      pattern: UUID_PATTERN,
      examples: ['32f8e031-c532-41bb-b25e-65bdb677a96f'],
      order: 0,
    }),
    apiKey: Type.String({
      title: 'API key',
      description:
        'A private API key with write access to the Taxonomy API. Generate one in the Permutive dashboard under Settings > Keys; a public key does not work.',
      // M-3 asks for format "password", so that the UUID form is told by the pattern alone.
      format: 'password',
      pattern: UUID_PATTERN,
      writeOnly: true,
      airbyte_secret: true,
      order: 1,
    }),
  },
  { $id: schemaId('config'), title: 'Connection', additionalProperties: false },
);
export type Config = Static<typeof ConfigSchema>;
