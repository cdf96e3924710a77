import { formatCount } from '../../format.ts';
import type { recipe as english } from './en.ts';

export const recipe: typeof english = {
  cleanUp: '다듬기',
  names: { smallestPart: '조각', fillHoles: '구멍', smooth: '매끄럽게' },
  about: {
    smallestPart: '이 크기보다 작은 연결 영역을 없앱니다(이미지 넓이의 천분율)',
    fillHoles: '이 크기 이하의 구멍을 메웁니다(이미지 넓이의 천분율)',
    smooth: '매끄럽게 하는 반지름(이미지 짧은 변의 천분율)',
  },
  scales: (sides) => `크기 ${sides}배`,
  mirrored: '좌우 반전 포함',
  window: (sides) => `${sides}배 창`,
  negatives: (count) => `배경어 ${formatCount(count)}개`,
  refine: { none: '윤곽 그대로', guided: '가이디드 필터', pamr: '윤곽을 PAMR로 보정' },
  stretched: '정규화',
  steps: {
    smallestPart: (size) => `${size} 미만 조각 제거`,
    fillHoles: (size) => `${size} 이하 구멍 메움`,
    smooth: (radius) => `${radius} 매끄럽게`,
  },
};
