import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The console: everything from our own origin, nothing inline (CSP `default-src 'self'`), old enough for in-app browsers. */
export default defineConfig(({ command }) => {
  // A build is always the one that ships: started from a test (NODE_ENV=test) it would carry React's development half.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return {
    root: 'gateway/console',
    base: '/',
    plugins: [react()],
    build: {
      outDir: '../../dist/console',
      emptyOutDir: true,
      target: 'es2019',
      cssTarget: 'chrome80',
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: true,
    },
  };
});
