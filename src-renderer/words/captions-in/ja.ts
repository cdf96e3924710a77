import { formatCount } from '../../format.ts';
import type { CaptionsInWords } from './en.ts';

const delimiters: Record<string, string> = {
  '\t': 'タブ',
  ',': 'コンマ',
  ';': 'セミコロン',
  '|': '縦棒',
};

export const captionsIn: CaptionsInWords = {
  open: 'キャプションを追加…',
  title: 'キャプションを追加',
  about:
    'このデータセットにあるキャプションファイルを選び、各列の内容を指定してください。既存のキャプションはそのまま残ります。',
  files: 'ファイル',
  looking: 'キャプションファイルを探しています…',
  none: 'このデータセットにはキャプションファイルがありません。表（.tsv、.csv、.txt）、JSON Lines（.jsonl）、COCOキャプション（.json）のいずれかをフォルダに入れてください。',
  again: 'もう一度探す',
  moreFiles: (shown) => `最初の${formatCount(shown)}件のファイルを表示しています。`,
  show: (file) => `${file}をプレビュー`,
  preview: 'プレビュー',
  chooseFile: 'ファイルを選ぶと内容が表示されます。',
  reading: 'ファイルを読み込んでいます…',
  format: (format, delimiter) =>
    ({
      table: `表（${delimiters[delimiter ?? ''] ?? ''}区切り）`,
      lines: 'JSON Lines',
      coco: 'COCOキャプション',
    })[format],
  columns: (count) => `${formatCount(count)}列`,
  firstColumns: (count) => `最初の${formatCount(count)}列を表示しています。`,
  header: '先頭行は列名',
  column: (number) => `列${number}`,
  use: (name) => `列「${name}」の用途`,
  roles: { none: '使わない', file: 'ファイル名', caption: 'キャプション' },
  needFile: 'ファイル名の列を選んでください。',
  needCaption: 'キャプションの列を1つ以上選んでください。',
  found: ({ matched, rows, whole }) =>
    rows === 0
      ? '読み込める行がありません。'
      : `${whole ? '' : '最初の'}${formatCount(rows)}行のうち${formatCount(matched)}行で画像が見つかりました。`,
  import: (files) => (files === 0 ? '読み込む' : `${formatCount(files)}件のファイルを読み込む`),
  importing: 'キャプションを読み込んでいます…',
  stopped: '読み込みは中止されました。読み込み済みの分は残っています。',
  added: (added, all) => `${formatCount(added)}件のキャプションを追加しました（合計${formatCount(all)}件）。`,
  allFound: 'すべての行で画像が見つかりました。',
  problems: (count) => `${formatCount(count)}件の問題`,
  more: 'さらに追加',
};
