import { formatCount } from '../../format.ts';
import type { CaptionsInWords } from './en.ts';

const delimiters: Record<string, string> = {
  '\t': '制表符',
  ',': '逗号',
  ';': '分号',
  '|': '竖线',
};

export const captionsIn: CaptionsInWords = {
  open: '添加描述…',
  title: '添加描述文本',
  about: '请选择此数据集中含有描述文本的文件，并指定各列的内容。已有的描述会保留。',
  files: '文件',
  looking: '正在查找描述文件…',
  none: '此数据集中没有描述文件。请将表格（.tsv、.csv、.txt）、JSON Lines（.jsonl）或 COCO 描述（.json）放入文件夹。',
  again: '重新查找',
  moreFiles: (shown) => `仅显示前 ${formatCount(shown)} 个文件。`,
  show: (file) => `预览 ${file}`,
  preview: '预览',
  chooseFile: '选择一个文件以查看其内容。',
  reading: '正在读取文件…',
  format: (format, delimiter) =>
    ({
      table: `表格，以${delimiters[delimiter ?? ''] ?? ''}分隔`,
      lines: 'JSON Lines',
      coco: 'COCO 描述',
    })[format],
  columns: (count) => `${formatCount(count)} 列`,
  firstColumns: (count) => `仅显示前 ${formatCount(count)} 列。`,
  header: '首行为列名',
  column: (number) => `第 ${number} 列`,
  use: (name) => `“${name}”列的用途`,
  roles: { none: '忽略', file: '文件名', caption: '描述文本' },
  needFile: '请选择文件名所在的列。',
  needCaption: '请至少选择一列描述文本。',
  found: ({ matched, rows, whole }) =>
    rows === 0
      ? '没有可读取的行。'
      : `${whole ? '' : '前 '}${formatCount(rows)} 行中有 ${formatCount(matched)} 行找到了图片。`,
  import: (files) => (files === 0 ? '导入' : `导入 ${formatCount(files)} 个文件`),
  importing: '正在导入描述…',
  stopped: '导入已取消，已读取的内容会保留。',
  added: (added, all) => `新增 ${formatCount(added)} 条描述，数据集共有 ${formatCount(all)} 条。`,
  allFound: '所有行都找到了图片。',
  problems: (count) => `${formatCount(count)} 个问题`,
  more: '继续添加',
};
