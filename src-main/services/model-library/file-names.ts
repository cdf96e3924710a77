/** Which files of a repository make a CLIP that Tagmask opens. */
export const neededFiles = ['config.json', 'preprocessor_config.json'] as const;
/** Either one file or two. */
export const tokenizerFiles = [['tokenizer.json'], ['vocab.json', 'merges.txt']] as const;
/** tagmask.json has what a model is calibrated for. */
export const optionalFiles = ['tokenizer_config.json', 'tagmask.json'] as const;

export const isIndex = (name: string): boolean => name.endsWith('.index.json');
