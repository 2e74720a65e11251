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
};
