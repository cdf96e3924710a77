import type { EngineApi } from '../../api/client.ts';
import type { ActionResult, CaptionView, PictureDetail } from '../../../src-main/services/types.ts';
import type { CurrentPicture } from './current-picture.svelte.ts';

/** Neighbouring words of a caption, in UTF-16 code units. */
export interface WordSpan {
  readonly captionId: number;
  readonly start: number;
  readonly end: number;
}

/** What is being written. */
export type Draft =
  | { readonly kind: 'tag'; readonly tagId: number; readonly span: WordSpan | null; readonly text: string }
  | { readonly kind: 'add'; readonly text: '' }
  | { readonly kind: 'caption'; readonly captionId: number | null; readonly text: string };

/** Sends an edit; resolves with the sentence of a refusal, or null. */
export type SendEdit = (edit: (api: EngineApi) => Promise<ActionResult>) => Promise<string | null>;

interface Choice {
  readonly tagId: number;
  readonly captionId: number;
  /** Places among the caption's words: where choosing began, and how far it has come. */
  readonly anchor: number;
  readonly head: number;
}

/** Editing the words of the picture on screen: which are chosen to be joined, and what is being written. */
export class WordEditor {
  readonly #picture: CurrentPicture;
  readonly #send: SendEdit;
  #choice = $state.raw<Choice | null>(null);
  #draft = $state.raw<(Draft & { readonly pictureId: number }) | null>(null);
  #refusal = $state<string | null>(null);
  #saving = $state(false);

  /** Several words to join; null while there is only the tag in focus. */
  readonly span: WordSpan | null = $derived.by(() => this.#spanOf(this.#choice));
  readonly draft: Draft | null = $derived.by(() =>
    this.#draft?.pictureId === this.#picture.id ? this.#draft : null,
  );
  readonly refusal = $derived(this.#refusal);

  constructor(picture: CurrentPicture, send: SendEdit) {
    this.#picture = picture;
    this.#send = send;
  }

  /** Chooses one more word to the left or to the right of where choosing has come. */
  extend(direction: -1 | 1): void {
    const choice = this.#currentChoice ?? this.#startChoice();
    const words = choice === null ? 0 : (this.#wordsOf(choice.captionId)?.length ?? 0);
    if (choice === null) return;
    const head = Math.min(words - 1, Math.max(0, choice.head + direction));
    this.#choice = { ...choice, head };
  }

  editTag(): void {
    const { focused, detail } = this.#picture;
    if (focused === null || detail === null) return;
    const { span } = this;
    const caption = detail.captions.find(({ id }) => id === span?.captionId);
    const text =
      span === null || caption === undefined ? focused.text : caption.text.slice(span.start, span.end);
    this.#open({ kind: 'tag', tagId: focused.id, span, text: text.toLowerCase() });
  }

  addTag(): void {
    this.#open({ kind: 'add', text: '' });
  }

  /** The caption that has the tag in focus, else the first one; a new one where the picture has none. */
  editCaption(captionId: number | null = this.#startChoice()?.captionId ?? null): void {
    const captions = this.#picture.detail?.captions ?? [];
    const caption = captions.find(({ id }) => id === captionId) ?? captions[0];
    this.#open({ kind: 'caption', captionId: caption?.id ?? null, text: caption?.text ?? '' });
  }

  writeCaption(): void {
    this.#open({ kind: 'caption', captionId: null, text: '' });
  }

  split(): void {
    const id = this.#picture.focused?.id;
    if (id !== undefined) void this.#send((api) => api.splitTag(id));
  }

  cancel(): void {
    this.#draft = null;
    this.#choice = null;
    this.#refusal = null;
  }

  /** Stores what was written. True once it is; else the editor stays open and says why. */
  async save(text: string): Promise<boolean> {
    const { draft } = this;
    if (draft === null || this.#saving) return false;
    if (text.trim() === draft.text && !(draft.kind === 'tag' && draft.span !== null)) {
      this.cancel();
      return true;
    }
    this.#saving = true;
    try {
      this.#refusal = await this.#send((api) =>
        sendDraft(api, draft, { text, picture: this.#picture.detail }),
      );
    } finally {
      this.#saving = false;
    }
    if (this.#refusal !== null) return false;
    this.cancel();
    return true;
  }

  #open(draft: Draft): void {
    const { id } = this.#picture;
    if (id === null) return;
    this.#refusal = null;
    this.#draft = { ...draft, pictureId: id };
  }

  /** A choice belongs to the tag in focus: it ends where the focus moves on. */
  get #currentChoice(): Choice | null {
    return this.#choice?.tagId === this.#picture.focused?.id ? this.#choice : null;
  }

  #startChoice(): Choice | null {
    const tagId = this.#picture.focused?.id;
    for (const { id, occurrences } of this.#picture.detail?.captions ?? []) {
      const at = occurrences.findIndex((one) => one.tagId === tagId);
      if (tagId !== undefined && at >= 0) return { tagId, captionId: id, anchor: at, head: at };
    }
    return null;
  }

  #wordsOf(captionId: number): CaptionView['occurrences'] | undefined {
    return this.#picture.detail?.captions.find(({ id }) => id === captionId)?.occurrences;
  }

  #spanOf(choice: Choice | null): WordSpan | null {
    if (choice === null || choice.tagId !== this.#picture.focused?.id || choice.anchor === choice.head)
      return null;
    const words = this.#wordsOf(choice.captionId) ?? [];
    const first = words[Math.min(choice.anchor, choice.head)];
    const last = words[Math.max(choice.anchor, choice.head)];
    if (first === undefined || last === undefined) return null;
    return { captionId: choice.captionId, start: first.start, end: last.end };
  }
}

function sendDraft(
  api: EngineApi,
  draft: Draft,
  { text, picture }: { readonly text: string; readonly picture: PictureDetail | null },
): Promise<ActionResult> {
  const pictureId = picture?.id ?? 0;
  if (draft.kind === 'add') return api.addTag(pictureId, text);
  if (draft.kind === 'tag') return api.editTagText(draft.tagId, text, draft.span);
  if (draft.captionId === null) return api.writeCaption(pictureId, text);
  return api.correctCaption(draft.captionId, text);
}
