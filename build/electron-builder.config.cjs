// Packaging. Everything is bundled into out/, so no dependency is packed beside it.
module.exports = {
  appId: 'org.ajar.app',
  productName: 'Ajar',
  directories: { output: 'release', buildResources: 'build' },
  files: ['out/**', 'package.json', '!**/*.map', '!node_modules/**'],
  asar: true,
  asarUnpack: ['out/classify-worker.mjs'],
  npmRebuild: false,
  electronVersion: require('../node_modules/electron/package.json').version,
  // Switches inside the binary: no Node by environment, no code but the packed one.
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: { target: ['AppImage', 'deb'], category: 'Security', icon: 'build/icon.png', maintainer: 'Ajar' },
  mac: { target: ['dmg'], category: 'public.app-category.developer-tools', hardenedRuntime: true },
  win: { target: ['nsis'] },
  // A folder with an Electron distribution, where none can be downloaded.
  ...(process.env.AJAR_ELECTRON_DIST ? { electronDist: process.env.AJAR_ELECTRON_DIST } : {}),
};
