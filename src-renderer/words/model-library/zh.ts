import type { models as english } from './en.ts';

export const models: typeof english = {
  scenesOnly: '仅限绘制场景',
  comesAlong: '随 Tagmask 提供',
  title: '模型',
  about: '运行使用默认模型。下载的模型保存在本机。',
  get: '获取模型',
  default: '默认',
  calibrated: '已校准',
  pull: '下载',
  resume: '继续下载',
  use: '设为默认',
  verify: '检查文件',
  verified: '所有文件都与下载时一致。',
  remove: '删除',
  removed: (name) => `已删除 ${name}。`,
  removeTitle: (name) => `删除 ${name}？`,
  removeAbout: '将从本机删除其文件。由它得出的建议和对应的决定会保留。',
  half: (done, total) => (total === null ? `已下载 ${done}` : `已下载 ${done}，共 ${total}`),
  progress: (done, total) => (total === null ? `已处理 ${done}` : `${done}，共 ${total}`),
  rate: (bytes) => `每秒 ${bytes}`,
  other: '其他 CLIP',
  otherAbout: (hub) => `${hub} 上的仓库。网址和文件夹请用“tagmask models pull”获取。`,
  licenceNote:
    'OpenAI 的代码采用 MIT 许可证。其模型卡没有为权重指明许可证，并说明任何部署用途都不在适用范围内：用于产品之前请先阅读。',
};
