import { type BrokenConnectors, broken, connector } from './breakage.ts';

const { manifest } = connector;

export const BROKEN_MANIFESTS: BrokenConnectors = {
  'a mode that has no sentence': {
    connector: broken({
      manifest: {
        ...manifest,
        capabilities: {
          ...manifest.capabilities,
          audienceModes: manifest.capabilities.audienceModes.map((mode) => ({ ...mode, description: 'x' })),
        },
      },
    }),
    caughtBy: ['M-2b'],
  },
  'an error code that stands twice': {
    connector: broken({ manifest: { ...manifest, errors: [...manifest.errors, ...manifest.errors.slice(0, 1)] } }),
    caughtBy: ['M-2c'],
  },
  'a manifest that names no host it talks to': {
    connector: broken({ manifest: { ...manifest, egress: [] } }),
    caughtBy: ['M-2d'],
  },
  'a version that is none': {
    connector: broken({ manifest: { ...manifest, version: 'latest' } }),
    caughtBy: ['M-2f'],
  },
  'a schema that lets unknown settings pass': {
    connector: broken({
      manifest: { ...manifest, target: { ...manifest.target, additionalProperties: true } as typeof manifest.target },
    }), // Wrong on purpose.
    caughtBy: ['M-3c'],
  },
  'a version with a zero too many': {
    connector: broken({ manifest: { ...manifest, version: '1.02.0' } }),
    caughtBy: ['M-2f'],
  },
  'a limit that is exceeded': {
    connector: broken({ manifest: { ...manifest, limits: { ...manifest.limits, batchOperations: 4_000 } } }),
    caughtBy: ['P-5e', 'P-5f'],
  },
  'a member that is promised and missing': {
    connector: { manifest, check: connector.check, write: connector.write },
    caughtBy: ['H-14a', 'H-14b', 'M-2i'],
  },
  'a key that is not marked as a secret': {
    connector: broken({
      manifest: {
        ...manifest,
        config: JSON.parse(JSON.stringify(manifest.config).replace('"writeOnly":true,', '')),
      },
    }),
    caughtBy: ['M-3b'],
  },
  'an example that breaks its own rule': {
    connector: broken({
      manifest: {
        ...manifest,
        config: JSON.parse(
          JSON.stringify(manifest.config).replace('32f8e031-c532-41bb-b25e-65bdb677a96f', 'your import'),
        ),
      },
    }),
    caughtBy: ['M-3d'],
  },
};
