import type { Clicks, Point, StrokePoint } from '../../../models/masks/edit/index.ts';
import { bitmapFromRle, encodeMask, rleFromChange } from '../../../models/masks/index.ts';
import type { Bitmap, BoundingBox, Rle, Size } from '../../../models/masks/index.ts';
import { makeTools } from '../../canvas/tools/index.ts';
import { emptyBox, noPreview, uniteBoxes } from '../../canvas/tools/tool.ts';
import type { Held, Preview, Sheet, Tool, ToolName } from '../../canvas/tools/tool.ts';
import { words } from '../../words.ts';
import { keyOfPixels, maskKeyOf, maskOfItem } from '../review/tag-items.ts';
import type { TagItem } from '../review/tag-items.ts';
import type { Review } from '../review/review.svelte.ts';
import { emptyMask } from './empty-mask.ts';
import { ObjectFinder } from './object-finder.ts';
import { giveInside } from './other-tags.ts';
import { PictureColours } from './picture-colours.svelte.ts';
import { startOfClicks } from './start-of-clicks.ts';
import { ToolSettings } from './tool-settings.svelte.ts';
import { WorkTime } from './work-time.ts';

/** The mask under edit: whose it is, and the name of its stored or proposed pixels. */
export interface Target {
  readonly item: TagItem;
  readonly pictureId: number;
  readonly size: Size;
  readonly key: string;
}

/** Somebody who shows the pixels while they change. */
export interface SessionView {
  /** These picture pixels have changed; null for all of them. */
  readonly onTouch: (box: BoundingBox | null) => void;
  /** What a tool is about to do looks different. */
  readonly onPreview: () => void;
}

/**
 * The tag in focus under the tools. Its pixels are a copy of what the log holds: each stroke becomes an accepted decision, an
 * undo is the log's, and whatever the log says next is what is shown.
 */
export class MaskSession {
  readonly settings = new ToolSettings();
  readonly colours: PictureColours;
  readonly work = new WorkTime();
  readonly review: Review;
  readonly #finder = new ObjectFinder();
  readonly #tools = makeTools();
  #view: SessionView | null = null;
  #bitmap: Bitmap | null = null;
  /** The pixels that were stored or proposed last, before what the tools have done since. */
  #base: Rle | null = null;
  /** Where the pixels differ from these, at most. */
  #changed: BoundingBox = emptyBox;
  #shown: { readonly item: TagItem; readonly key: string } | null = null;
  #pressed = false;
  #pixelsAScreenPixel = 1;
  /** What the tool in hand has begun and not stored. */
  #hasDraft = $state(false);

  readonly hasDraft = $derived(this.#hasDraft);
  readonly target: Target | null = $derived.by(() => {
    const { focused, detail } = this.review.picture;
    if (focused === null || detail === null || detail.error !== null) return null;
    const { width, height, id } = detail;
    if (width === null || height === null) return null;
    return { item: focused, pictureId: id, size: { width, height }, key: maskKeyOf(focused) };
  });

  constructor(review: Review) {
    this.review = review;
    this.colours = new PictureColours(review.engine.api);
  }

  get bitmap(): Bitmap | null {
    return this.#bitmap;
  }

  get tool(): Tool {
    return this.#tools[this.settings.name];
  }

  get preview(): Preview {
    return this.#bitmap === null ? noPreview : this.tool.preview();
  }

  /** Shows what the tools do until the returned function is called. */
  watch(view: SessionView): () => void {
    this.#view = view;
    return () => {
      if (this.#view === view) this.#view = null;
    };
  }

  /** Takes up what the log says of the tag in focus. A stroke or draft that is going on is not disturbed by news of the same tag. */
  sync(): void {
    const { target } = this;
    const isSame = target !== null && target.item.id === this.#shown?.item.id && this.#fits(target.size);
    if (isSame && (target.key === this.#shown?.key || this.#pressed || this.#hasDraft)) return;
    if (!isSame) this.#leave();
    this.#load(target);
  }

  chooseTool(name: ToolName): void {
    if (name !== this.settings.name) this.#closeDraft();
    this.settings.choose(name);
    this.#loadColours();
    this.#told();
  }

  down(at: StrokePoint, held: Held, pixelsAScreenPixel: number): void {
    this.#pixelsAScreenPixel = pixelsAScreenPixel;
    this.#act(() => {
      if (!this.#isReady()) return;
      this.#pressed = true;
      this.#use((tool, sheet) => tool.down(sheet, at, held));
    });
  }

  move(points: readonly StrokePoint[], held: Held): void {
    this.#act(() => this.#pressed && this.#use((tool, sheet) => tool.move(sheet, points, held)));
  }

  up(held: Held): void {
    this.#act(() => {
      if (!this.#pressed) return;
      this.#pressed = false;
      this.#use((tool, sheet) => tool.up(sheet, held));
      this.sync();
    });
  }

  /** The pointer was taken away, or a second finger came: what it has begun is dropped. */
  interrupt(): void {
    this.#act(() => {
      if (!this.#pressed) return;
      this.#pressed = false;
      if (!this.#hasDraft) this.#use((tool, sheet) => tool.cancel(sheet));
      this.sync();
    });
  }

  /** Escape. False where there was nothing to drop. */
  cancel(): boolean {
    if (!this.#pressed && !this.#hasDraft) return false;
    this.#pressed = false;
    this.#use((tool, sheet) => tool.cancel(sheet));
    this.sync();
    return true;
  }

  /** Enter: stores the draft. */
  finish(): void {
    this.#use((tool, sheet) => tool.finish?.(sheet));
    this.sync();
  }

  /** Takes back the last piece of a draft, else the last step of the log. */
  undo(): void {
    let taken = false;
    this.#use((tool, sheet) => (taken = tool.back?.(sheet) ?? false));
    if (!taken) this.review.undo();
  }

  /** Stores other pixels in place of the tag's. */
  replace(mask: Rle, tool: string): void {
    const { target } = this;
    if (target === null) return;
    this.#closeDraft();
    this.#adopt(mask);
    this.#store([{ item: target.item, mask }], tool);
  }

  /** Stores pixels of several tags as one step, the tag in focus among them. */
  replaceAll(masks: readonly { readonly item: TagItem; readonly mask: Rle }[], tool: string): void {
    this.#closeDraft();
    const own = masks.find(({ item }) => item.id === this.target?.item.id);
    if (own !== undefined) this.#adopt(own.mask);
    this.#store(masks, tool);
  }

  /** The pixels of the tag in focus as they are stored or proposed; empty where nothing is known of them. */
  get mask(): Rle | null {
    this.sync();
    return this.#base;
  }

  /** The object that is meant by clicks, a box or a heat map on the picture. */
  async find(clicks: Clicks): Promise<Bitmap> {
    const { target } = this;
    if (target === null) throw new Error('No picture is shown.');
    await this.colours.load(target.pictureId, target.size);
    const { pixels } = this.colours;
    if (pixels === null) throw new Error('The picture has changed.');
    return this.#finder.find(pixels, clicks);
  }

  restoreProposal(): void {
    const { target } = this;
    if (target === null || target.item.view.proposal === null) {
      this.#say(words.masks.noProposal);
      return;
    }
    this.cancel();
    this.review.restoreProposal(target.item, { elapsedMs: this.work.lap() });
    this.sync();
  }

  #fits({ width, height }: Size): boolean {
    return this.#bitmap?.width === width && this.#bitmap.height === height;
  }

  #load(target: Target | null): void {
    if (target === null) {
      this.#bitmap = null;
      this.#base = null;
      this.#shown = null;
    } else {
      const { item, size, key } = target;
      if (item.id !== this.#shown?.item.id) this.work.restart();
      this.#base = maskOfItem(item, size) ?? emptyMask(size);
      this.#bitmap = bitmapFromRle(this.#base);
      this.#changed = emptyBox;
      this.#shown = { item, key };
      this.#loadColours();
    }
    this.#view?.onTouch(null);
    this.#told();
  }

  /** Another tag comes into focus: a draft is stored with the one before, a stroke that is going on is dropped. */
  #leave(): void {
    if (this.#pressed && !this.#hasDraft) this.#use((tool, sheet) => tool.cancel(sheet));
    this.#pressed = false;
    this.#closeDraft();
  }

  #closeDraft(): void {
    if (!this.#hasDraft) return;
    this.#use((tool, sheet) => {
      tool.finish?.(sheet);
      // What has still to be found belongs to what is being left.
      tool.cancel(sheet);
    });
  }

  #loadColours(): void {
    const { target } = this;
    if (this.tool.needsPicture === 'no' || target === null) return;
    this.colours
      .load(target.pictureId, target.size)
      .catch((error: unknown) => this.review.engine.fail(error));
  }

  #isReady(): boolean {
    this.sync();
    if (this.#bitmap === null) this.#say(words.masks.chooseTag);
    else if (this.tool.needsPicture === 'at once' && this.colours.pixels === null)
      this.#say(words.masks.coloursLoading);
    else return true;
    return false;
  }

  /** A stroke that begins while an undo is on its way waits for it: it must not be drawn on pixels that are about to go. */
  #act(act: () => unknown): void {
    this.work.touch();
    this.review.inTurn(() => {
      act();
    });
  }

  #use(act: (tool: Tool, sheet: Sheet) => unknown): void {
    if (this.#bitmap === null) return;
    act(this.tool, this.#sheet(this.#bitmap));
    this.#told();
  }

  #told(): void {
    this.#hasDraft = this.tool.hasDraft();
    this.#view?.onPreview();
  }

  #sheet(bitmap: Bitmap): Sheet {
    return {
      bitmap,
      options: this.settings.options,
      pixelsAScreenPixel: this.#pixelsAScreenPixel,
      picture: this.colours.pixels,
      touch: (box) => {
        this.#changed = uniteBoxes(this.#changed, box);
        this.#view?.onTouch(box);
      },
      commit: () => this.#commit(bitmap),
      revert: () => this.#revert(bitmap),
      find: (clicks) => this.find({ ...clicks, ...this.#startOfClicks() }),
      tell: () => this.#told(),
      fail: (error) => this.review.engine.fail(error),
      give: (outline) => this.#give(outline),
    };
  }

  /** Clicks that put the mask anew correct what is there: the heat map, or the pixels that somebody has stored. */
  #startOfClicks(): Pick<Clicks, 'prior'> {
    const { target } = this;
    if (target === null || this.#base === null || this.settings.options.mode !== 'replace') return {};
    return startOfClicks(target.item, this.#base);
  }

  #commit(bitmap: Bitmap): void {
    if (this.#shown === null || this.#base === null || bitmap !== this.#bitmap) return;
    this.#base = rleFromChange(this.#base, bitmap, this.#changed);
    this.#changed = emptyBox;
    this.#store([{ item: this.#shown.item, mask: this.#base }], this.settings.name);
  }

  #revert(bitmap: Bitmap): void {
    if (this.#base !== null) bitmap.data.set(bitmapFromRle(this.#base).data);
    this.#changed = emptyBox;
    this.#view?.onTouch(null);
  }

  #adopt(mask: Rle): void {
    this.#base = mask;
    this.#changed = emptyBox;
    this.#bitmap = bitmapFromRle(mask);
    this.#view?.onTouch(null);
  }

  #store(masks: readonly { readonly item: TagItem; readonly mask: Rle }[], tool: string): void {
    const encoded = masks.map(({ item, mask }) => ({ item, mask: encodeMask(mask) }));
    const own = encoded.find(({ item }) => item.id === this.#shown?.item.id);
    if (own !== undefined) this.#shown = { item: own.item, key: keyOfPixels(own.mask) };
    this.review.storeMasks(encoded, { tool, elapsedMs: this.work.lap() });
    this.review.engine.announcer.say(words.masks.stored(masks[0]?.item.text ?? ''));
  }

  #give(outline: readonly Point[]): void {
    giveInside(this, outline, () => this.#say(words.masks.chooseReceiver));
  }

  #say(text: string): void {
    this.review.engine.announcer.show(text);
  }
}
