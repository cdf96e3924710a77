import { formatCount } from '../../format.ts';
import type { CaptionsInWords } from './en.ts';

const delimiters: Record<string, string> = {
  '\t': '탭',
  ',': '쉼표',
  ';': '세미콜론',
  '|': '세로줄',
};

export const captionsIn: CaptionsInWords = {
  open: '캡션 추가…',
  title: '캡션 추가',
  about:
    '이 데이터셋에서 캡션이 들어 있는 파일을 고르고 각 열의 내용을 지정하세요. 기존 캡션은 그대로 유지됩니다.',
  files: '파일',
  looking: '캡션 파일을 찾는 중…',
  none: '이 데이터셋에 캡션 파일이 없습니다. 표(.tsv, .csv, .txt), JSON Lines(.jsonl), COCO 캡션(.json) 파일을 폴더에 넣으세요.',
  again: '다시 찾기',
  moreFiles: (shown) => `처음 ${formatCount(shown)}개 파일만 표시합니다.`,
  show: (file) => `${file} 미리보기`,
  preview: '미리보기',
  chooseFile: '파일을 선택하면 내용이 표시됩니다.',
  reading: '파일을 읽는 중…',
  format: (format, delimiter) =>
    ({
      table: `표(${delimiters[delimiter ?? ''] ?? ''}로 구분)`,
      lines: 'JSON Lines',
      coco: 'COCO 캡션',
    })[format],
  columns: (count) => `${formatCount(count)}개 열`,
  firstColumns: (count) => `처음 ${formatCount(count)}개 열만 표시합니다.`,
  header: '첫 행은 열 이름',
  column: (number) => `열 ${number}`,
  use: (name) => `‘${name}’ 열의 용도`,
  roles: { none: '사용 안 함', file: '파일 이름', caption: '캡션' },
  needFile: '파일 이름이 있는 열을 선택하세요.',
  needCaption: '캡션이 있는 열을 하나 이상 선택하세요.',
  found: ({ matched, rows, whole }) =>
    rows === 0
      ? '읽을 수 있는 행이 없습니다.'
      : `${whole ? '' : '처음 '}${formatCount(rows)}개 행 중 ${formatCount(matched)}개 행의 이미지를 찾았습니다.`,
  import: (files) => (files === 0 ? '가져오기' : `파일 ${formatCount(files)}개 가져오기`),
  importing: '캡션을 가져오는 중…',
  stopped: '가져오기가 취소되었습니다. 이미 읽은 캡션은 유지됩니다.',
  added: (added, all) => `캡션 ${formatCount(added)}개를 추가했습니다. 전체 ${formatCount(all)}개입니다.`,
  allFound: '모든 행의 이미지를 찾았습니다.',
  problems: (count) => `문제 ${formatCount(count)}개`,
  more: '더 추가',
};
