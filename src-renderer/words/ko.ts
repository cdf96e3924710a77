import { formatCount, formatDuration, formatShare, formatTenth } from '../format.ts';
import type { StepWords, Words } from './en.ts';

const pieces = (count: number): string => `${formatCount(count)}개`;
const sheets = (count: number): string => `${formatCount(count)}장`;

function describeStep(verb: string, { text, changed, kept }: StepWords): string {
  const what = changed === 1 && text !== null ? `“${text}”` : `태그 ${pieces(changed)}`;
  const rest = kept === 0 ? '' : ` 태그 ${pieces(kept)}는 그 뒤에 다른 사람이 판정하여 그대로 두었습니다.`;
  return `${verb}: ${what}.${rest}`;
}

export const ko: Words = {
  appName: 'Tagmask',
  states: {
    accepted: '승인',
    rejected: '거부',
    unsure: '보류',
    undecided: '미판정',
    proposed: '제안',
    open: '미판정',
  },
  screens: { library: '라이브러리', review: '검토', export: '내보내기' },
  navigation: '화면',
  close: '닫기',
  cancel: '취소',
  dismiss: '닫기',
  help: '단축키',

  engine: {
    away: '엔진이 응답하지 않습니다.',
    locked: 'Tagmask가 새로 시작되었습니다. 표시된 주소를 여십시오.',
    lockedBanner: (waiting) =>
      `Tagmask가 새로 시작되었습니다. 표시된 주소를 다른 탭에서 열면 이 탭도 자동으로 이어집니다${waiting === 0 ? '' : ` (미전송 판정 ${pieces(waiting)}도 전송)`}.`,
    unexpected: (status) => `엔진이 이 창에서 해석할 수 없는 응답을 보냈습니다(상태 ${status}).`,
    awayBanner: (waiting) =>
      waiting === 0
        ? '엔진이 응답하지 않습니다. 다시 연결하는 중…'
        : `엔진이 응답하지 않습니다. 판정 ${pieces(waiting)}는 다시 연결되는 대로 전송됩니다.`,
    untrained: '학습되지 않은 모델입니다. 제안은 무작위입니다.',
    untrainedMore:
      '제대로 된 제안을 얻으려면 Hugging Face CLIP이 있는 폴더를 --model로 지정하여 Tagmask를 시작하세요.',
  },

  status: {
    saving: (count) => `판정 ${pieces(count)} 저장 중…`,
    waiting: (count) => `저장되지 않은 판정 ${pieces(count)}`,
    saved: '모든 판정이 저장됨',
    reviewer: (name) => `검토자: ${name}`,
  },

  jobs: {
    title: '작업',
    none: '아직 작업이 없습니다. 가져오기, 자동 라벨링, 내보내기의 진행 상황이 여기에 표시됩니다.',
    states: { running: '실행 중', done: '완료', failed: '실패', cancelled: '취소됨' },
    idle: '실행 중인 작업 없음',
    rate: (perSecond) =>
      perSecond >= 1 ? `초당 ${formatTenth(perSecond)}개` : `분당 ${formatTenth(perSecond * 60)}개`,
    left: (seconds) => `${formatDuration(seconds)} 남음`,
    progress: (done, total) =>
      total === null ? formatCount(done) : `${formatCount(done)} / ${formatCount(total)}`,
    failed: (count) => `실패 ${pieces(count)}`,
    cancel: (title) => `취소: ${title}`,
  },

  review: {
    accept: '승인',
    reject: '거부',
    unsure: '보류',
    undo: '실행 취소',
    redo: '다시 실행',
    acceptProposed: '제안 모두 승인',
    rejectRemaining: '나머지 모두 거부',
    said: {
      accepted: (tag) => `${tag}: 승인했습니다.`,
      rejected: (tag) => `${tag}: 거부했습니다.`,
      unsure: (tag) => `${tag}: 보류했습니다.`,
    },
    saidMany: {
      accepted: (count) => `태그 ${pieces(count)}를 승인했습니다.`,
      rejected: (count) => `태그 ${pieces(count)}를 거부했습니다.`,
      unsure: (count) => `태그 ${pieces(count)}를 보류했습니다.`,
    },
    undone: (step) => describeStep('실행 취소', step),
    redone: (step) => describeStep('다시 실행', step),
    refused: (why) => `판정을 저장하지 못했습니다. ${why}`,
    overruled: ({ text, state, by, others }) =>
      `“${text}”: ${by === null ? '다른 창에서' : `${by} 님이`} ‘${state}’(으)로 변경했습니다.${others === 0 ? '' : ` 다른 태그 ${pieces(others)}도 변경되었습니다.`}`,
    nothingMatches: '이 이미지에는 해당하는 미판정 태그가 없습니다.',
    allDecided: '모든 태그를 판정했습니다.',
    allDecidedMore: '승인한 마스크를 COCO 파일로 내보낼 수 있습니다.',
    toExport: '내보내기…',
    hint: '윤곽선으로 표시된 단어가 이미지에 있나요?',
    hintHelp: '모든 단축키 보기',
    picture: '이미지',
    tags: '태그',
    tagCount: (decided, total) => `${formatCount(decided)} / ${formatCount(total)}`,
    tagCountLabel: (decided, total) => `${pieces(total)} 중 ${pieces(decided)} 판정됨`,
    captions: '캡션',
    noCaption: '이 이미지에는 캡션이 없어 판정할 태그가 없습니다.',
    noTags:
      '태그가 없습니다. 단어는 캡션에서 가져옵니다. 이미지와 같은 이름의 .txt 파일을 옆에 두고 다시 가져오세요.',
    onlyStopWords: '불용어만 있습니다.',
    stopWords: (count) => `불용어(${formatCount(count)})`,
    tagLabel: (text, state, score) =>
      score === null ? `${text}, ${state}` : `${text}, ${state}, 점수 ${score}`,
    pending: '저장 중',
    threshold: '임계값',
    maskShare: (share) => `이미지의 ${formatShare(share)}`,
    maskEmpty: '임계값을 넘는 픽셀이 없습니다',
    moved: '승인 후 변경되었습니다.',
    scores: '점수',
    score: '관련도',
    image: '이미지',
    text: '텍스트',
    imageText: '이미지 + 텍스트',
    pixel: '픽셀',
    noProposal: '아직 제안이 없습니다',
    noProposalMore: '라이브러리에서 자동 라벨링을 실행하면 점수와 마스크를 얻을 수 있습니다.',
    provenance: '출처',
    run: (id, when) => `실행 ${id}, ${when}`,
    preset: (preset, dense) => `${preset}, ${dense}`,
    decidedBy: (state, reviewer, when) => `${state}: ${reviewer}, ${when}`,
    masks: '마스크',
    heat: '히트맵',
    heatLegend: '강도',
    fit: '화면에 맞추기',
    actualSize: '실제 픽셀 크기',
    neighbours: '앞뒤 이미지',
    position: (index, total) => `${formatCount(index + 1)} / ${formatCount(total)}`,
    left: (tags) => `남은 태그 ${pieces(tags)}`,
    pace: (seconds) => `판정당 ${formatTenth(seconds)}초`,
    imageFailed: '이 이미지를 표시할 수 없습니다.',
    unusable: '이 이미지를 사용할 수 없습니다.',
    previous: '이전 이미지',
    next: '다음 이미지',
    unsent: '아직 저장되지 않은 판정이 있습니다.',
    emptyTitle: '아직 검토할 이미지가 없습니다',
    empty: '캡션이 있는 이미지 폴더나 데모를 여세요.',
    toLibrary: '라이브러리로 이동',
  },

  history: {
    title: '기록',
    reviewer: '검토자',
    everybody: '전체',
    empty: '아직 기록이 없습니다. 판정, 실행 취소, 다시 실행이 최신순으로 표시됩니다.',
    more: '이전 기록 더 보기',
    what: ({ text, tags }) => {
      if (tags === 1 && text !== null) return `“${text}”`;
      return text === null ? `태그 ${pieces(tags)}` : `“${text}”, 이미지 ${sheets(tags)}`;
    },
    mixed: '여러 판정',
    again: { undo: (what) => `실행 취소: ${what}`, redo: (what) => `다시 실행: ${what}` },
    undone: '취소됨',
    took: (seconds) => `${formatTenth(seconds)}초`,
    back: (steps) =>
      steps === 1 ? '이 단계 실행 취소' : `이 단계와 이후 ${formatCount(steps - 1)}단계 실행 취소`,
    wentBack: (steps, step) => describeStep(`${formatCount(steps)}단계 실행 취소`, step),
  },

  keys: {
    title: '단축키',
    verdicts: '판정',
    moving: '이동',
    seeing: '보기',
    nextUndecided: '다음 미판정 태그, 없으면 다음 이미지',
    chooseTag: '태그 선택',
    tags: '이전, 다음 태그',
    pictures: '이전, 다음 이미지',
    masks: '마스크 표시/숨기기',
    heat: '태그의 히트맵',
    threshold: '임계값 낮추기, 높이기',
    stopWords: '불용어 표시',
    zoom: '확대/축소',
    wheel: '휠',
    pan: '이미지 이동',
    spaceDrag: 'Space+드래그',
    middleDrag: '가운데 버튼 드래그',
    fit: '화면에 맞추기',
    actualSize: '1 : 1',
    help: '이 목록',
    legend: '상태',
  },

  library: {
    pictures: (count) => `이미지 ${sheets(count)}`,
    captions: (count) => `캡션 ${pieces(count)}`,
    counts: {
      pictures: '이미지',
      captions: '캡션',
      proposed: '제안된 태그',
      reviewed: '검토한 태그',
      left: '미판정 태그',
    },
    reviewedOf: (share) => `${formatShare(share)} 검토됨`,
    openFolder: '폴더 열기…',
    openDemo: '데모 열기',
    importAgain: '다시 가져오기',
    prelabel: '자동 라벨링…',
    review: '검토',
    emptyTitle: '캡션이 있는 이미지 폴더를 여세요',
    empty:
      '캡션은 이미지 옆의 .txt 파일, captions.tsv, captions.csv, captions.json에서 가져옵니다. 원본은 절대 변경되지 않습니다.',
    noPicturesTitle: '이 폴더에 이미지가 없습니다',
    noPictures: 'JPEG, PNG, WebP, AVIF, GIF, TIFF 파일을 넣고 다시 가져오세요.',
    importing: '이미지를 찾는 중…',
    gridLabel: '이미지',
    tile: {
      left: (count) => `${pieces(count)} 남음`,
      done: '완료',
      noTags: '태그 없음',
      error: '사용 불가',
      accepted: (count) => `승인 ${pieces(count)}`,
      proposed: (count) => `제안 ${pieces(count)}`,
    },
    note: '알림',
    importReport: '최근 가져오기',
    importFine: (pictures, captions) => `이미지 ${sheets(pictures)}과 캡션 ${pieces(captions)}를 찾았습니다.`,
    unmatched: (count) => `이미지가 없는 캡션 ${formatCount(count)}행`,
    errors: (count) => `읽지 못한 파일 ${pieces(count)}`,
    more: (count) => `외 ${pieces(count)}`,
    details: '자세히',
  },

  folderPicker: {
    title: '폴더 열기',
    root: '시작 위치',
    up: '상위 폴더로',
    empty: '이 안에는 폴더가 없습니다.',
    open: (name) => `“${name}” 열기`,
    noRoots:
      '이 창에서 열 수 있는 폴더가 없습니다. 폴더를 지정하거나 --root로 폴더를 지정하여 Tagmask를 시작하세요.',
    list: '폴더',
    loading: '폴더를 읽는 중…',
  },

  prelabel: {
    title: '자동 라벨링',
    about:
      '모델이 모든 캡션의 모든 단어에 점수를 매기고 각각의 히트맵을 그립니다. 내린 판정은 바뀌지 않습니다.',
    model: '모델',
    untrained: '학습 안 됨',
    preset: '프리셋',
    presets: {
      fast: { name: '빠르게', about: '각 이미지를 모델 고유 크기로 한 번만 처리합니다.' },
      balanced: { name: '균형', about: '더 큰 이미지와 세밀한 마스크로 처리합니다. 몇 배 느립니다.' },
    },
    dense: '픽셀 특징',
    denses: {
      maskclip: { name: 'MaskCLIP', about: '더 선명한 마스크. 기본값입니다.' },
      clip: { name: 'CLIP', about: '비교용 일반 CLIP.' },
    },
    start: (pictures) => `이미지 ${sheets(pictures)} 자동 라벨링`,
    noModel: '불러온 모델이 없습니다.',
  },

  export: {
    title: '내보내기',
    coco: 'COCO 인스턴스',
    cocoAbout: '탐지 및 분할 도구에서 읽을 수 있는 JSON 파일 하나입니다.',
    keeps: '유지되는 것',
    loses: '사라지는 것',
    kept: [
      '모든 마스크를 구멍까지 픽셀 단위로(런 길이)',
      '면적, 상자, 표시 크기, 하위 폴더를 포함한 파일 이름',
      '캡션, 점수, 출처(추가 필드)',
    ],
    lost: ['거부 및 보류 판정', '히트맵과 판정 기록'],
    which: '대상 태그',
    include: {
      accepted: { name: '승인', about: '사람이 승인한 것만.' },
      proposed: { name: '제안', about: '아직 아무도 판정하지 않은 제안만.' },
      all: { name: '승인과 제안', about: '승인한 마스크와 아직 아무도 판정하지 않은 제안.' },
    },
    upTo: (count) => `최대 ${pieces(count)}`,
    masks: '마스크',
    run: '내보내기',
    running: '내보내는 중…',
    nothing: '아직 승인된 태그가 없습니다. 검토에서 태그를 승인하거나 제안을 내보내세요.',
    checked: '파일을 다시 읽어 마스크 하나하나를 데이터베이스와 비교했습니다.',
    report: '최근 내보내기',
    reportCounts: { pictures: '이미지', reviewed: '검토됨', tags: '태그', masks: '마스크' },
    skipped: (count) => `제외된 태그 ${pieces(count)}`,
    skippedNone: '제외된 태그가 없습니다.',
    download: (file) => `${file} 다운로드`,
    emptyTitle: '아직 내보낼 것이 없습니다',
    empty: '캡션이 있는 이미지 폴더나 데모를 여세요.',
  },
};
