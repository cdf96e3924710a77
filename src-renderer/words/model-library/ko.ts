import type { models as english } from './en.ts';

export const models: typeof english = {
  scenesOnly: '그려진 장면만',
  comesAlong: 'Tagmask에 포함됨',
  title: '모델',
  about: '실행에는 기본 모델을 씁니다. 받은 모델은 이 컴퓨터에 남습니다.',
  get: '모델 받기',
  default: '기본',
  calibrated: '보정됨',
  pull: '다운로드',
  resume: '이어받기',
  use: '기본으로 지정',
  verify: '파일 검사',
  verified: '모든 파일이 받은 그대로입니다.',
  remove: '삭제',
  removed: (name) => `${name} 모델을 삭제했습니다.`,
  removeTitle: (name) => `${name} 모델을 삭제할까요?`,
  removeAbout: '이 컴퓨터에서 파일을 지웁니다. 이 모델의 제안과 그에 대한 판정은 남습니다.',
  half: (done, total) => (total === null ? `${done} 받음` : `${total} 중 ${done} 받음`),
  progress: (done, total) => (total === null ? `${done} 처리` : `${total} 중 ${done}`),
  rate: (bytes) => `초당 ${bytes}`,
  other: '다른 CLIP',
  otherAbout: (hub) => `${hub}의 저장소. 주소나 폴더에서는 “tagmask models pull”로 받습니다.`,
  licenceNote:
    'OpenAI의 코드는 MIT 라이선스입니다. 모델 카드는 가중치의 라이선스를 밝히지 않으며, 실제 서비스에 배포하는 모든 용도를 범위 밖으로 둡니다. 제품에 쓰기 전에 읽어 보세요.',
};
