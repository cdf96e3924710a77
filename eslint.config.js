import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Imports go one way (docs/architecture.md); each folder names what it may not reach. */
function forbidImports(files, groups, message, allowTypeImports = false) {
  return {
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: groups.join('|'), message, allowTypeImports }] },
      ],
    },
  };
}

export default ts.config(
  { ignores: ['out/', 'node_modules/', 'coverage/', '**/.tagmask/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: { globals: { ...globals.node } },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-control-regex': 'off',
    },
  },
  {
    files: ['bin/**', 'bench/**', 'scripts/**', 'src-main/cli.ts', 'src-main/cli/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src-renderer/**', 'test/src-renderer/**'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
  },
  forbidImports(
    ['models/**'],
    ['/db/', '/src-main/', '/src-renderer/', '^better-sqlite3', '^sharp', '^electron', '^hono', '^svelte'],
    'models/ is pure: it imports nothing of the database, the engine or the window.',
  ),
  forbidImports(
    ['models/masks/**'],
    ['^node:', '/(graph|runtime|clip|weights)/'],
    'models/masks also runs in the window: no Node imports.',
  ),
  forbidImports(
    ['db/**'],
    [
      '/models/(graph|runtime|clip|weights|dense)',
      '/src-main/',
      '/src-renderer/',
      '^electron',
      '^hono',
      '^svelte',
      '^sharp',
    ],
    'db/ knows rows and queries only.',
  ),
  forbidImports(
    ['src-main/services/**', 'src-main/formats/**', 'src-main/media/**'],
    ['/http/', '/shell/', '/cli(\\.ts|/)', '/src-renderer/', '^electron', '^hono'],
    'services know neither HTTP nor Electron.',
  ),
  forbidImports(
    ['src-main/http/**'],
    ['/shell/', '/cli(\\.ts|/)', '/src-renderer/', '^electron', '^better-sqlite3'],
    'http imports services only.',
  ),
  forbidImports(
    ['src-main/engine.ts', 'src-main/cli.ts', 'src-main/cli/**', 'src-main/workers/**'],
    ['^electron', '/shell/', '/src-renderer/'],
    'The engine is a plain Node process.',
  ),
  forbidImports(
    ['src-main/shell/**', 'src-main/index.ts', 'src-main/preload.ts'],
    ['^better-sqlite3', '^sharp', '^onnxruntime', '/services/(?!types)', '/db/', '/models/'],
    'Electron starts the engine and forwards to it; it does none of its work.',
  ),
  forbidImports(
    ['src-renderer/**'],
    ['^node:', '/db/', '/models/(?!masks|errors)', '^electron'],
    'The window imports the types of the API and models/masks.',
  ),
  {
    files: ['src-renderer/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportDeclaration[importKind!="type"][source.value=/src-main/]',
          message: 'The window imports only types from the engine.',
        },
      ],
    },
  },
);
