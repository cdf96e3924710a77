import { formatCount, formatDuration, formatShare, formatTenth } from '../format.ts';
import type { StepWords, Words } from './en.ts';

const pieces = (count: number): string => `${formatCount(count)}件`;
const sheets = (count: number): string => `${formatCount(count)}枚`;

function describeStep(verb: string, { text, changed, kept }: StepWords): string {
  const what = changed === 1 && text !== null ? `「${text}」` : `タグ${pieces(changed)}`;
  const rest = kept === 0 ? '' : `タグ${pieces(kept)}は、その後ほかの人が判定したため変更していません。`;
  return `${verb}：${what}。${rest}`;
}

export const ja: Words = {
  appName: 'Tagmask',
  states: {
    accepted: '採用',
    rejected: '却下',
    unsure: '保留',
    undecided: '未判定',
    proposed: '候補',
    open: '未判定',
  },
  screens: { library: 'ライブラリ', review: 'レビュー', export: '書き出し' },
  navigation: '画面',
  close: '閉じる',
  cancel: 'キャンセル',
  dismiss: '閉じる',
  help: 'キー',

  engine: {
    away: 'エンジンが応答しません。',
    locked: 'Tagmask が新しく起動されました。表示されたアドレスを開いてください。',
    lockedBanner: (waiting) =>
      `Tagmask が新しく起動されました。表示されたアドレスを別のタブで開くと、このタブも自動で再開します${waiting === 0 ? '' : `（未送信の判定${pieces(waiting)}も送信します）`}。`,
    unexpected: (status) =>
      `エンジンから、この画面では解釈できない応答がありました（ステータス ${status}）。`,
    awayBanner: (waiting) =>
      waiting === 0
        ? 'エンジンが応答しません。再接続しています…'
        : `エンジンが応答しません。判定${pieces(waiting)}は、復帰しだい送信します。`,
    untrained: 'このモデルは未学習です。候補はでたらめです。',
    untrainedMore:
      '正しい候補を得るには、Hugging Face 形式の CLIP があるフォルダを --model に指定して Tagmask を起動してください。',
  },

  status: {
    saving: (count) => `判定${pieces(count)}を保存中…`,
    waiting: (count) => `判定${pieces(count)}が未保存です`,
    saved: 'すべての判定を保存済み',
    reviewer: (name) => `レビュー担当：${name}`,
  },

  jobs: {
    title: 'ジョブ',
    none: 'ジョブはまだありません。読み込み、自動ラベル付け、書き出しの進み具合がここに表示されます。',
    states: { running: '実行中', done: '完了', failed: '失敗', cancelled: '中止' },
    idle: '実行中のジョブなし',
    rate: (perSecond) =>
      perSecond >= 1 ? `毎秒 ${formatTenth(perSecond)} 件` : `毎分 ${formatTenth(perSecond * 60)} 件`,
    left: (seconds) => `残り ${formatDuration(seconds)}`,
    progress: (done, total) =>
      total === null ? formatCount(done) : `${formatCount(done)} / ${formatCount(total)}`,
    failed: (count) => `失敗 ${pieces(count)}`,
    cancel: (title) => `中止：${title}`,
  },

  review: {
    accept: '採用',
    reject: '却下',
    unsure: '保留',
    undo: '元に戻す',
    redo: 'やり直す',
    acceptProposed: '候補をすべて採用',
    rejectRemaining: '残りをすべて却下',
    said: {
      accepted: (tag) => `${tag} を採用しました。`,
      rejected: (tag) => `${tag} を却下しました。`,
      unsure: (tag) => `${tag} を保留にしました。`,
    },
    saidMany: {
      accepted: (count) => `タグ${pieces(count)}を採用しました。`,
      rejected: (count) => `タグ${pieces(count)}を却下しました。`,
      unsure: (count) => `タグ${pieces(count)}を保留にしました。`,
    },
    undone: (step) => describeStep('元に戻しました', step),
    redone: (step) => describeStep('やり直しました', step),
    refused: (why) => `判定を保存できませんでした。${why}`,
    overruled: ({ text, state, by, others }) =>
      `「${text}」は${by === null ? '別のウィンドウで' : `${by} さんにより`}「${state}」に変わりました。${others === 0 ? '' : `ほかにタグ${pieces(others)}も変わりました。`}`,
    nothingMatches: 'この画像に該当する未判定のタグはありません。',
    allDecided: 'すべてのタグを判定しました。',
    allDecidedMore: '採用したマスクを COCO ファイルに書き出せます。',
    toExport: '書き出し…',
    hint: '囲まれた単語は画像に写っていますか？',
    hintHelp: 'ですべてのキーを表示',
    picture: '画像',
    tags: 'タグ',
    tagCount: (decided, total) => `${formatCount(decided)} / ${formatCount(total)}`,
    tagCountLabel: (decided, total) => `${formatCount(total)}件中 ${pieces(decided)}を判定済み`,
    captions: 'キャプション',
    noCaption: 'この画像にはキャプションがないため、判定するタグがありません。',
    noTags:
      'タグがありません。単語はキャプションから取り出します。画像と同じ名前の .txt ファイルを隣に置いて、もう一度読み込んでください。',
    onlyStopWords: 'ストップワードしかありません。',
    stopWords: (count) => `ストップワード（${formatCount(count)}）`,
    tagLabel: (text, state, score) =>
      score === null ? `${text}、${state}` : `${text}、${state}、スコア ${score}`,
    pending: '保存中',
    threshold: 'しきい値',
    maskShare: (share) => `画像の ${formatShare(share)}`,
    maskEmpty: 'しきい値を超える画素がありません',
    moved: '採用後に変更されています。',
    scores: 'スコア',
    score: '関連度',
    image: '画像',
    text: 'テキスト',
    imageText: '画像＋テキスト',
    pixel: '画素',
    noProposal: '候補はまだありません',
    noProposalMore: 'ライブラリで自動ラベル付けをすると、スコアとマスクが得られます。',
    provenance: '生成元',
    run: (id, when) => `実行 ${id}、${when}`,
    preset: (preset, dense) => `${preset}、${dense}`,
    decidedBy: (state, reviewer, when) => `${state}：${reviewer}、${when}`,
    masks: 'マスク',
    heat: 'ヒートマップ',
    heatLegend: '強さ',
    fit: '画面に合わせる',
    actualSize: '等倍で表示',
    neighbours: '前後の画像',
    position: (index, total) => `${formatCount(index + 1)} / ${formatCount(total)}`,
    left: (tags) => `残りタグ ${pieces(tags)}`,
    pace: (seconds) => `1判定 ${formatTenth(seconds)} 秒`,
    imageFailed: 'この画像は表示できません。',
    unusable: 'この画像は使用できません。',
    previous: '前の画像',
    next: '次の画像',
    unsent: '未保存の判定があります。',
    emptyTitle: 'レビューする画像がまだありません',
    empty: 'キャプション付きの画像フォルダ、またはデモを開いてください。',
    toLibrary: 'ライブラリへ',
  },

  history: {
    title: '履歴',
    reviewer: 'レビュー担当',
    everybody: '全員',
    empty: '履歴はまだありません。判定、元に戻す、やり直しが新しい順に表示されます。',
    more: 'さらに前の履歴',
    what: ({ text, tags }) => {
      if (tags === 1 && text !== null) return `「${text}」`;
      return text === null ? `タグ${pieces(tags)}` : `「${text}」画像${sheets(tags)}`;
    },
    mixed: '複数の判定',
    again: { undo: (what) => `元に戻した：${what}`, redo: (what) => `やり直した：${what}` },
    undone: '取り消し済み',
    took: (seconds) => `${formatTenth(seconds)} 秒`,
    back: (steps) => (steps === 1 ? 'この操作を元に戻す' : `この操作と以降の${pieces(steps - 1)}を元に戻す`),
    wentBack: (steps, step) => describeStep(`操作${pieces(steps)}を元に戻しました`, step),
  },

  keys: {
    title: 'キー操作',
    verdicts: '判定',
    moving: '移動',
    seeing: '表示',
    nextUndecided: '次の未判定タグ、なければ次の画像',
    chooseTag: 'タグを選ぶ',
    tags: '前のタグ、次のタグ',
    pictures: '前の画像、次の画像',
    masks: 'マスクの表示／非表示',
    heat: 'タグのヒートマップ',
    threshold: 'しきい値を下げる、上げる',
    stopWords: 'ストップワードを表示',
    zoom: '拡大・縮小',
    wheel: 'ホイール',
    pan: '画像を動かす',
    spaceDrag: 'Space＋ドラッグ',
    middleDrag: '中ボタンドラッグ',
    fit: '画面に合わせる',
    actualSize: '等倍',
    help: 'この一覧',
    legend: '状態',
  },

  library: {
    pictures: (count) => `画像${sheets(count)}`,
    captions: (count) => `キャプション${pieces(count)}`,
    counts: {
      pictures: '画像',
      captions: 'キャプション',
      proposed: '候補のタグ',
      reviewed: '判定済みのタグ',
      left: '未判定のタグ',
    },
    reviewedOf: (share) => `${formatShare(share)} 判定済み`,
    openFolder: 'フォルダを開く…',
    openDemo: 'デモを開く',
    importAgain: '再読み込み',
    prelabel: '自動ラベル付け…',
    review: 'レビュー',
    emptyTitle: 'キャプション付きの画像フォルダを開いてください',
    empty:
      'キャプションは、画像の隣の .txt ファイル、captions.tsv、captions.csv、captions.json から読み込みます。元のファイルは変更しません。',
    noPicturesTitle: 'このフォルダに画像がありません',
    noPictures: 'JPEG、PNG、WebP、AVIF、GIF、TIFF のファイルを入れて、もう一度読み込んでください。',
    importing: '画像を探しています…',
    gridLabel: '画像',
    tile: {
      left: (count) => `残り ${formatCount(count)}`,
      done: '完了',
      noTags: 'タグなし',
      error: '使用不可',
      accepted: (count) => `採用 ${formatCount(count)}`,
      proposed: (count) => `候補 ${formatCount(count)}`,
    },
    note: 'お知らせ',
    importReport: '前回の読み込み',
    importFine: (pictures, captions) =>
      `画像${sheets(pictures)}、キャプション${pieces(captions)}が見つかりました。`,
    unmatched: (count) => `画像が見つからないキャプション ${formatCount(count)}行`,
    errors: (count) => `読み込めなかったファイル ${pieces(count)}`,
    more: (count) => `ほか ${pieces(count)}`,
    details: '詳細',
  },

  folderPicker: {
    title: 'フォルダを開く',
    root: '開始場所',
    up: '1つ上のフォルダへ',
    empty: 'この中にフォルダはありません。',
    open: (name) => `「${name}」を開く`,
    noRoots:
      'この画面から開けるフォルダがありません。フォルダを指定するか、--root にフォルダを指定して Tagmask を起動してください。',
    list: 'フォルダ',
    loading: 'フォルダを読み込んでいます…',
  },

  prelabel: {
    title: '自動ラベル付け',
    about:
      'モデルがすべてのキャプションの全単語にスコアを付け、ヒートマップを作成します。あなたの判定は変更されません。',
    model: 'モデル',
    untrained: '未学習',
    preset: 'プリセット',
    presets: {
      fast: { name: '高速', about: '各画像をモデル本来のサイズで1回だけ処理します。' },
      balanced: { name: 'バランス', about: '画像を大きく、マスクを細かく処理します。時間は数倍かかります。' },
    },
    dense: '画素特徴',
    denses: {
      maskclip: { name: 'MaskCLIP', about: 'より鮮明なマスク。既定の方式です。' },
      clip: { name: 'CLIP', about: '比較用の通常の CLIP。' },
    },
    start: (pictures) => `画像${sheets(pictures)}に自動ラベル付け`,
    noModel: 'モデルが読み込まれていません。',
  },

  export: {
    title: '書き出し',
    coco: 'COCO インスタンス',
    cocoAbout: '検出・セグメンテーションのツールで読める1つの JSON ファイルです。',
    keeps: '残るもの',
    loses: '失われるもの',
    kept: [
      'すべてのマスクを穴も含めて画素単位で（ランレングス）',
      '面積、矩形、表示サイズ、サブフォルダ付きのファイル名',
      'キャプション、スコア、生成元（追加フィールド）',
    ],
    lost: ['却下と保留の判定', 'ヒートマップと判定の履歴'],
    which: '対象のタグ',
    include: {
      accepted: { name: '採用', about: '人が採用したものだけ。' },
      proposed: { name: '候補', about: 'まだ誰も判定していない候補だけ。' },
      all: { name: '採用と候補', about: '採用したマスクと、まだ誰も判定していない候補。' },
    },
    upTo: (count) => `最大 ${formatCount(count)}`,
    masks: 'マスク',
    run: '書き出す',
    running: '書き出し中…',
    nothing: '採用されたタグがまだありません。レビューで採用するか、候補を書き出してください。',
    checked: '書き出したファイルを読み直し、マスクごとにデータベースと照合しました。',
    report: '前回の書き出し',
    reportCounts: { pictures: '画像', reviewed: '判定済み', tags: 'タグ', masks: 'マスク' },
    skipped: (count) => `除外したタグ ${pieces(count)}`,
    skippedNone: '除外したタグはありません。',
    download: (file) => `${file} をダウンロード`,
    emptyTitle: '書き出すものがまだありません',
    empty: 'キャプション付きの画像フォルダ、またはデモを開いてください。',
  },
};
