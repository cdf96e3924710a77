import type { models as english } from './en.ts';

export const models: typeof english = {
  scenesOnly: '描かれた場面のみ',
  comesAlong: 'Tagmask に付属',
  title: 'モデル',
  about: '実行には既定のモデルを使います。取得したモデルはこのコンピューターに残ります。',
  get: 'モデルを入手',
  default: '既定',
  calibrated: '校正済み',
  pull: 'ダウンロード',
  resume: '続ける',
  clicking: 'クリック用',
  clickWith: 'クリックに使う',
  clickWithout: '使わずにクリック',
  clickingAbout: 'Segment Anything、「クリックでマスク」用',
  use: '既定にする',
  verify: 'ファイルを検査',
  verified: 'すべてのファイルは取得したときのままです。',
  remove: '削除',
  removed: (name) => `${name} を削除しました。`,
  removeTitle: (name) => `${name} を削除しますか？`,
  removeAbout:
    'このコンピューターからファイルを消します。このモデルによる提案と、それについての判断は残ります。',
  half: (done, total) => (total === null ? `${done} まで取得済み` : `${total} のうち ${done} まで取得済み`),
  progress: (done, total) => (total === null ? `${done} を処理` : `${total} のうち ${done}`),
  rate: (bytes) => `毎秒 ${bytes}`,
  other: 'ほかの CLIP や Segment Anything モデル',
  otherAbout: (hub) => `${hub} のリポジトリ。アドレスやフォルダーからは「tagmask models pull」で取得します。`,
  licenceNote:
    'OpenAI のコードは MIT ライセンスです。モデルカードは重みのライセンスを示しておらず、運用環境での利用はすべて対象外としています。製品に使う前に読んでください。',
};
