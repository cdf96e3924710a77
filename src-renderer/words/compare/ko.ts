import { formatCount, formatScore } from '../../format.ts';
import type { compare as english } from './en.ts';

const words = (count: number): string => `단어 ${formatCount(count)}개`;
const sheets = (count: number): string => `${formatCount(count)}장`;

export const compare: typeof english = {
  title: '비교',
  emptyTitle: '아직 비교할 것이 없습니다',
  empty:
    '두 번의 자동 라벨링을 나란히 놓고, 새 실행이 어떤 단어와 마스크를 다르게 제안하는지 보여 주는 곳입니다. 다른 모델이나 프리셋으로 한 번 더 자동 라벨링하세요.',
  toPrelabel: '라이브러리에서 자동 라벨링',
  noDatasetTitle: '열린 데이터셋이 없습니다',
  noDataset: '캡션이 있는 이미지 폴더나 데모를 열고 자동 라벨링을 두 번 하세요.',
  before: '이전',
  after: '이후',
  run: (id, model, preset, moment) => `실행 ${id} · ${model} · ${preset} · ${moment}`,
  swap: '양쪽 바꾸기',
  show: '표시',
  only: { changed: '바뀐 이미지', all: '모든 이미지' },
  order: '정렬',
  sorts: { change: '많이 바뀐 순', path: '이름순' },
  pictures: (changed, pictures) => `${sheets(pictures)} 중 ${sheets(changed)} 바뀜`,
  added: (count) => `새로 제안 ${words(count)}`,
  gone: (count) => `제안에서 빠짐 ${words(count)}`,
  both: (count, iou) =>
    `양쪽 모두 제안 ${words(count)}${iou === null ? '' : `, 마스크 IoU ${formatScore(iou)}`}`,
  iouAbout: '단어별 두 마스크의 겹침(IoU) 평균입니다. 1은 같은 마스크, 0은 공통 픽셀이 없음을 뜻합니다.',
  byVerdicts: (better, worse) => `판정 기준: 개선 ${words(better)}, 악화 ${words(worse)}`,
  verdictsAbout: (accepted, rejected, lost, dropped) =>
    `개선: 새 제안 중 승인 ${words(accepted)}, 빠진 제안 중 거부 ${words(dropped)}. 악화: 새 제안 중 거부 ${words(rejected)}, 빠진 제안 중 승인 ${words(lost)}.`,
  noVerdicts: '바뀐 단어에 대한 판정이 없습니다',
  counting: (done, total) => `비교 중: ${sheets(total)} 중 ${sheets(done)}`,
  unfinished: (id, done, total) =>
    `실행 ${id}이(가) 끝나지 않았습니다(${sheets(total)} 중 ${sheets(done)}). 지금까지의 결과를 비교합니다.`,
  stopped: (id, done, total) =>
    `실행 ${id}이(가) ${sheets(total)} 중 ${sheets(done)}에서 멈췄습니다. 있는 결과를 비교합니다.`,
  refresh: '다시 보기',
  noneInCommonTitle: '두 실행에 모두 있는 이미지가 없습니다',
  noneInCommon: '두 실행이 서로 다른 이미지를 처리했거나 이제 막 시작했습니다.',
  nothingTitle: '모든 이미지에서 같은 단어입니다',
  nothing:
    '두 실행이 모든 이미지에서 같은 단어를 제안합니다. 마스크는 다를 수 있으니 모든 이미지를 표시해 보세요.',
  list: '이미지',
  counts: ({ added, gone, iou }) =>
    `새 ${words(added)}, 사라진 ${words(gone)}${iou === null ? '' : `, 마스크 IoU ${formatScore(iou)}`}`,
  position: (place, total) => `${formatCount(total)}장 중 ${formatCount(place)}번째`,
  changes: {
    new: '새로 제안',
    gone: '사라짐',
    both: '양쪽 모두 제안',
    neither: '양쪽 모두 제안 안 함',
    unscored: '한 실행만 채점',
  },
  wordLabel: (word, change, verdict) => `${word}: ${change}${verdict === null ? '' : `, 판정은 ${verdict}`}`,
  words: '캡션의 단어',
  sideLabel: (side, path) => `${path}의 ${side} 결과`,
  proposed: (score) => `제안됨, 점수 ${score}`,
  notProposed: (score) => `제안 안 됨, 점수 ${score}`,
  notScored: '이 실행에서 채점되지 않음',
  maskIou: (iou) => `마스크 IoU ${formatScore(iou)}`,
  review: '이 이미지 검토',
  said: (word, before, after) => `${word}. 이전: ${before}. 이후: ${after}.`,
};
