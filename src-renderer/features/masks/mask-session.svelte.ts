import type { Clicks, Point, StrokePoint } from '../../../models/masks/edit/index.ts';
import { encodeMask } from '../../../models/masks/index.ts';
import type { Bitmap, BoundingBox, Rle, Size } from '../../../models/masks/index.ts';
import { makeTools } from '../../canvas/tools/index.ts';
import { noPreview } from '../../canvas/tools/tool.ts';
import type { Held, Preview, Sheet, Tool, ToolName } from '../../canvas/tools/tool.ts';
import type { BrowserMemory } from '../../state/browser-memory.ts';
import { words } from '../../words.ts';
import { isOfOtherSize, keyOfPixels, maskKeyOf, maskOfItem } from '../review/tag-items.ts';
import type { TagItem } from '../review/tag-items.ts';
import type { Review } from '../review/review.svelte.ts';
import { ClickModel } from './click-model.svelte.ts';
import { EditedPixels } from './edited-pixels.svelte.ts';
import { emptyMask, isSameMask } from './empty-mask.ts';
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
  readonly settings: ToolSettings;
  readonly colours: PictureColours;
  readonly work = new WorkTime();
  readonly review: Review;
  readonly clickModel: ClickModel;
  readonly #tools = makeTools();
  #view: SessionView | null = null;
  readonly #pixels = new EditedPixels((box) => this.#view?.onTouch(box));
  #shown: { readonly item: TagItem; readonly key: string } | null = null;
  #pressed = false;
  #pixelsAScreenPixel = 1;
  /** What the tool in hand has begun and not stored. */
  #hasDraft = $state(false);
  #spentMs = $state(0);

  readonly hasDraft = $derived(this.#hasDraft);
  /** How many pixels are stored or proposed. */
  readonly areaPx = $derived.by(() => this.#pixels.areaPx);
  /** How long people have worked on the mask, this window's last step included. */
  readonly spentMs = $derived.by(() => Math.max(this.#spentMs, this.target?.item.view.maskMs ?? 0));
  readonly target: Target | null = $derived.by(() => {
    const { focused, detail } = this.review.picture;
    if (focused === null || detail === null || detail.error !== null) return null;
    const { width, height, id } = detail;
    if (width === null || height === null) return null;
    return { item: focused, pictureId: id, size: { width, height }, key: maskKeyOf(focused) };
  });

  constructor(review: Review, memory: BrowserMemory) {
    this.review = review;
    this.settings = new ToolSettings(memory);
    this.colours = new PictureColours(review.engine.api);
    this.clickModel = new ClickModel(review.engine);
  }

  get bitmap(): Bitmap | null {
    return this.#pixels.bitmap;
  }

  get tool(): Tool {
    return this.#tools[this.settings.name];
  }

  get preview(): Preview {
    return this.bitmap === null ? noPreview : this.tool.preview();
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
    const isSame =
      target !== null && target.item.id === this.#shown?.item.id && this.#pixels.fits(target.size);
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
      if (!this.#isReady()) return undefined;
      this.#pressed = true;
      return this.#use((tool, sheet) => tool.down(sheet, at, held));
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
    this.#pixels.adopt(mask);
    this.#store([{ item: target.item, mask }], tool);
  }

  /** Stores pixels of several tags as one step, the tag in focus among them. */
  replaceAll(masks: readonly { readonly item: TagItem; readonly mask: Rle }[], tool: string): void {
    this.#closeDraft();
    const own = masks.find(({ item }) => item.id === this.target?.item.id);
    if (own !== undefined) this.#pixels.adopt(own.mask);
    this.#store(masks, tool);
  }

  /** The pixels of the tag in focus as they are stored or proposed; empty where nothing is known of them. */
  get mask(): Rle | null {
    this.sync();
    return this.#pixels.base;
  }

  /** The object that is meant by clicks, a box or a heat map on the picture: the engine's model finds it, where there is one, else no weights. */
  async find(clicks: Clicks): Promise<Bitmap> {
    const { target } = this;
    if (target === null) throw new Error('No picture is shown.');
    const { pictureId, item } = target;
    const modelled = await this.clickModel.find({ pictureId, tagId: item.id }, clicks);
    if (modelled !== null) return modelled;
    await this.colours.load(target.pictureId, target.size);
    const object = await this.colours.find(clicks);
    if (object === null) throw new Error('The picture has changed.');
    return object;
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

  #load(target: Target | null): void {
    if (target === null) {
      this.#shown = null;
      this.#pixels.clear();
    } else {
      const { item, size, key } = target;
      if (item.id !== this.#shown?.item.id) {
        this.work.restart();
        this.#spentMs = item.view.maskMs;
      }
      if (isOfOtherSize(item, size)) this.#say(words.masks.otherSize(item.text));
      this.#pixels.adopt(maskOfItem(item, size) ?? emptyMask(size));
      this.#shown = { item, key };
      this.#loadColours();
    }
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
    if (this.bitmap === null) this.#say(words.masks.chooseTag);
    else if (this.tool.needsPicture === 'at once' && this.colours.pixels === null) {
      // Where they could not be loaded, this is the next try.
      this.#loadColours();
      this.#say(words.masks.coloursLoading);
    } else return true;
    return false;
  }

  /** A stroke that begins while an undo is on its way waits for it: it must not be drawn on pixels that are about to go. */
  #act(act: () => unknown): void {
    this.work.touch();
    this.review.inTurn(act);
  }

  #use(act: (tool: Tool, sheet: Sheet) => unknown): unknown {
    const { bitmap, base } = this.#pixels;
    if (bitmap === null || base === null) return undefined;
    const done = act(this.tool, this.#sheet(bitmap, base));
    this.#told();
    return done instanceof Promise ? done.finally(() => this.#told()) : undefined;
  }

  #told(): void {
    this.#hasDraft = this.tool.hasDraft();
    this.#view?.onPreview();
  }

  #sheet(bitmap: Bitmap, mask: Rle): Sheet {
    const { name } = this.settings;
    return {
      ...{ bitmap, mask },
      options: this.settings.options,
      pixelsAScreenPixel: this.#pixelsAScreenPixel,
      picture: this.colours.pixels,
      touch: (box) => this.#pixels.touch(box),
      commit: () => this.#commit(bitmap),
      replace: (other) => {
        if (!isSameMask(other, mask)) this.replace(other, name);
      },
      revert: () => this.#pixels.revert(),
      select: (point, options) => this.colours.select(point, options),
      find: (clicks) => this.find({ ...clicks, ...this.#startOfClicks(clicks) }),
      tell: () => this.#told(),
      fail: (error) => this.review.engine.fail(error),
      give: (outline) => this.#give(outline),
    };
  }

  /** Clicks that put the mask anew correct what is there: the heat map, or the pixels that somebody has stored. A box says all of it anew. */
  #startOfClicks({ box }: Clicks): Pick<Clicks, 'prior'> {
    const { target } = this;
    const { base } = this.#pixels;
    if (target === null || base === null || box !== undefined) return {};
    return this.settings.options.mode === 'replace' ? startOfClicks(target.item, base) : {};
  }

  #commit(bitmap: Bitmap): void {
    if (this.#shown === null || bitmap !== this.bitmap) return;
    const mask = this.#pixels.settle();
    if (mask !== null) this.#store([{ item: this.#shown.item, mask }], this.settings.name);
  }

  #store(masks: readonly { readonly item: TagItem; readonly mask: Rle }[], tool: string): void {
    const encoded = masks.map(({ item, mask }) => ({ item, mask: encodeMask(mask) }));
    const own = encoded.find(({ item }) => item.id === this.#shown?.item.id);
    if (own !== undefined) this.#shown = { item: own.item, key: keyOfPixels(own.mask) };
    const elapsedMs = this.work.lap();
    this.#spentMs += elapsedMs / masks.length;
    this.review.storeMasks(encoded, { tool, elapsedMs });
    this.review.engine.announcer.say(words.masks.stored(masks[0]?.item.text ?? ''));
  }

  #give(outline: readonly Point[]): void {
    giveInside(this, outline, () => this.#say(words.masks.chooseReceiver));
  }

  #say(text: string): void {
    this.review.engine.announcer.show(text);
  }
}
