import type { EncodedMask } from '../../../models/masks/index.ts';
import type { EngineApi } from '../../api/client.ts';
import { EngineAway, sentenceOf } from '../../api/failure.ts';
import type { Engine } from '../../state/engine.svelte.ts';
import type { ActionQueue } from '../../state/action-queue.svelte.ts';
import type { QueuedAction, QueuedVerdict } from '../../state/queued-action.ts';
import { Verdicts } from '../../state/verdicts.svelte.ts';
import type {
  ActionResult,
  EngineEvent,
  PictureDetail,
  TagView,
  Verdict,
} from '../../../src-main/services/types.ts';
import { words } from '../../words.ts';
import type { StepWords } from '../../words/en.ts';
import { listOverruled } from './changes-elsewhere.ts';
import { CommandLine } from './command-line.ts';
import { CurrentPicture } from './current-picture.svelte.ts';
import { Pace } from './pace.svelte.ts';
import { PictureCache } from './picture-cache.ts';
import { WordEditor } from './word-editor.svelte.ts';
import { applyChanges, keepUnchanged, picturesOf } from './tag-items.ts';
import type { TagItem } from './tag-items.ts';

export interface ReviewOptions {
  /** Back to every picture. */
  readonly leaveFilter?: () => void;
  /** Called with each picture that comes on screen. */
  readonly onShown?: (pictureId: number) => void;
  /** Where verdicts go; the window's screens share them. */
  readonly verdicts?: Verdicts;
}

/** One person going through the tags: where they are, and what their keys do. */
export class Review {
  readonly engine: Engine;
  readonly cache: PictureCache;
  readonly queue: ActionQueue;
  readonly verdicts: Verdicts;
  readonly picture: CurrentPicture;
  readonly editor: WordEditor;
  readonly pace = new Pace();
  readonly #commands: CommandLine;
  readonly #onShown: (pictureId: number) => void;
  readonly leaveFilter: () => void;
  /** Counts the answers to verdicts. */
  #applied = 0;
  /** The picture that is looked at again once nothing waits. */
  #stale: number | null = null;
  #finished = $state(false);
  #restored = $state.raw<{ readonly tagId: number } | null>(null);

  /** Nothing is left to decide in the whole dataset. */
  readonly finished = $derived(this.#finished);
  /** The tag that the last undo or redo went back to; a new object each time. */
  readonly restored = $derived(this.#restored);

  constructor(engine: Engine, { onShown, leaveFilter, verdicts }: ReviewOptions = {}) {
    this.engine = engine;
    this.leaveFilter = leaveFilter ?? (() => undefined);
    this.#onShown = onShown ?? (() => undefined);
    this.cache = new PictureCache(engine.api, () => engine.pages.query);
    this.#commands = new CommandLine((error) => this.#fail(error));
    this.verdicts = verdicts ?? new Verdicts(engine);
    this.verdicts.onApplied((result) => this.#apply(result));
    this.queue = this.verdicts.queue;
    this.picture = new CurrentPicture(() => this.queue.verdicts);
    this.editor = new WordEditor(this.picture, (send) => this.#edit(send));
  }

  /** Does what waits for the keys before it: at once where none does. The keys after it wait for its promise. */
  inTurn(act: () => unknown): void {
    this.#commands.run(() => {
      const work = act();
      return work instanceof Promise ? work.then(() => undefined) : undefined;
    });
  }

  /** True while a key's answer is on its way. */
  get busy(): boolean {
    return this.#commands.busy;
  }

  /** Shows a picture, or without an id the first one that has something to decide. */
  open(pictureId: number | null): void {
    if (pictureId !== null && pictureId === this.picture.id) return;
    this.#commands.run(() => {
      if (pictureId === null) return this.#openFirst();
      // What was asked for before may have shown it meanwhile, with a tag in focus.
      return pictureId === this.picture.id ? undefined : this.#go(pictureId);
    });
  }

  /** Other pictures are walked through: who stands beside whom has changed. */
  requery(): void {
    this.cache.keepOnly([]);
    this.#finished = false;
    const { id } = this.picture;
    if (id !== null) this.#commands.run(() => this.#reload(id));
  }

  /** Another dataset is open. */
  reset(): void {
    this.picture.clear();
    this.cache.keepOnly([]);
    this.#finished = false;
  }

  decide(verdict: Verdict): void {
    this.#commands.run(() => {
      const item = this.picture.focused;
      if (item === null) return undefined;
      // Accepting again would store a newer run's pixels, which are not the ones on screen.
      const stands = verdict === 'accepted' && item.state === 'accepted' && !item.moved && !item.imported;
      if (!stands) this.#send([item], verdict);
      this.engine.announcer.say(words.review.said[verdict](item.text));
      return this.#advance();
    });
  }

  /** Stores pixels that were drawn on this picture's tags: accepted, as one step. The focus stays. */
  storeMasks(
    masks: readonly { readonly item: TagItem; readonly mask: EncodedMask }[],
    how: { readonly tool: string; readonly elapsedMs: number },
  ): void {
    const verdicts = masks.map(({ item, mask }): QueuedVerdict => ({
      ...{ tagId: item.id, verdict: 'accepted', threshold: null, proposalId: null, mask },
    }));
    this.#storeStep(
      masks.map(({ item }) => item),
      { ...how, verdicts },
    );
  }

  /** Accepts what the machine has proposed, as it has cut it, in place of what was drawn. The focus stays. */
  restoreProposal(item: TagItem, how: { readonly elapsedMs: number }): void {
    const { proposal } = item.view;
    if (proposal === null) return;
    const { threshold, cleanUp, id: proposalId } = proposal;
    const verdict: QueuedVerdict = { tagId: item.id, verdict: 'accepted', threshold, cleanUp, proposalId };
    this.#storeStep([item], { ...how, tool: 'restore-proposal', verdicts: [verdict] });
  }

  #storeStep(items: readonly TagItem[], step: Omit<QueuedAction, 'onRefused'>): void {
    const { id } = this.picture;
    if (id === null) return;
    this.#expect(items, 'accepted');
    this.picture.forgetCuts(items.map(({ id: tagId }) => tagId));
    this.queue.add({ ...step, onRefused: (error: unknown) => this.#refused(id, step.verdicts, error) });
  }

  acceptProposed(): void {
    this.#decideAll((item) => item.look === 'proposed', 'accepted');
  }

  rejectRemaining(): void {
    this.#decideAll((item) => item.state === 'undecided', 'rejected');
  }

  /** The next undecided tag after this one, in this picture or a later one. */
  skip(): void {
    this.#commands.run(() =>
      this.picture.focusUndecided({ wrap: false }) ? undefined : this.#goToUndecided(),
    );
  }

  undo(): void {
    this.#commands.run(() => this.#step('undo'));
  }

  redo(): void {
    this.#commands.run(() => this.#step('redo'));
  }

  /** Takes back the person's own step and every later one of theirs. */
  undoThrough(actionId: number): void {
    this.#commands.run(async () => {
      const result = await this.verdicts.undoThrough(actionId);
      await this.#showStep(result, (step) => words.history.wentBack(result.steps, step));
    });
  }

  showTag(pictureId: number, tagId: number): void {
    this.#commands.run(async () => void (await this.#goToTag(pictureId, tagId)));
  }

  movePicture(direction: -1 | 1): void {
    this.#commands.run(() => {
      const id = direction < 0 ? this.picture.detail?.previousId : this.picture.detail?.nextId;
      return id === null || id === undefined ? undefined : this.#go(id);
    });
  }

  /** Begins to edit words, once the keys before it are done. */
  editWords(begin: (editor: WordEditor) => void): void {
    this.#commands.run(() => {
      begin(this.editor);
      return undefined;
    });
  }

  /** Changes which tag is in focus, once the keys before it are done. */
  moveFocus(move: (picture: CurrentPicture) => void): void {
    this.#commands.run(() => {
      move(this.picture);
      return undefined;
    });
  }

  /** Looks again at what is on screen when the engine says that it has changed. */
  receive(event: EngineEvent): void {
    if (event.type !== 'pictures') return;
    const { id } = this.picture;
    this.#finished = false;
    if (event.ids === null) this.cache.keepOnly([id]);
    else this.cache.drop(event.ids.filter((changed) => changed !== id));
    // What was loaded ahead is loaded again: while a run goes on, the next key must not wait for it.
    if (this.picture.detail !== null) void this.#lookAhead(this.picture.detail);
    // The window's own verdicts come back as events too; their answers say the same, sooner.
    const concerns = id !== null && (event.ids?.includes(id) ?? true);
    if (concerns) void this.#reload(id).catch((error: unknown) => this.#fail(error));
  }

  /** Sends an edit after the verdicts before it and shows what it made. Resolves with the sentence of a refusal, or null. */
  #edit(send: (api: EngineApi) => Promise<ActionResult>): Promise<string | null> {
    return new Promise((resolve) => {
      this.#commands.run(async () => {
        try {
          await this.#showEdited(await this.verdicts.edit(() => send(this.engine.api)));
          this.engine.announcer.say(words.edit.saved(this.picture.focused?.text ?? ''));
          resolve(null);
        } catch (error) {
          const why = sentenceOf(error);
          // An editor says it beside the words; without one it is told like any other refusal.
          if (this.editor.draft === null) this.engine.announcer.show(why, 'bad');
          resolve(why);
        }
      });
    });
  }

  /** Loads the picture whose words a step has changed, and goes to the tag that it is about. */
  async #showEdited({ edited = [] }: ActionResult): Promise<TagItem | null> {
    this.cache.drop(edited.map(({ pictureId }) => pictureId));
    const last = edited.at(-1);
    if (last === undefined) return null;
    const detail = await this.cache.detail(last.pictureId);
    if (last.pictureId === this.picture.id) this.picture.update(detail);
    else this.#show(detail);
    const item = last.tagId === null ? null : this.picture.focus(last.tagId);
    if (item !== null) this.#restored = { tagId: item.id };
    return item;
  }

  #decideAll(matches: (item: TagItem) => boolean, verdict: Verdict): void {
    this.#commands.run(() => {
      const items = this.picture.visible.filter(matches);
      if (items.length === 0) {
        this.engine.announcer.show(words.review.nothingMatches);
        return undefined;
      }
      this.#send(items, verdict);
      this.engine.announcer.say(words.review.saidMany[verdict](items.length));
      return this.#advance();
    });
  }

  #send(items: readonly TagItem[], verdict: Verdict): void {
    const { id } = this.picture;
    if (id === null) return;
    const verdicts = items.map(({ id: tagId, threshold, cleanUp, keeps, drawn, view }) => {
      const stays = keeps && verdict === 'accepted';
      return {
        ...{ tagId, verdict, threshold: stays ? null : threshold, proposalId: view.proposal?.id ?? null },
        ...(stays || threshold === null ? {} : { cleanUp }),
        ...(stays && drawn !== null ? { mask: drawn } : {}),
      };
    });
    this.#expect(items, verdict);
    const onRefused = (error: unknown) => this.#refused(id, verdicts, error);
    this.queue.add({ verdicts, elapsedMs: this.pace.lap(), onRefused });
  }

  #expect(items: readonly TagItem[], verdict: Verdict): void {
    const fresh = items.filter((item) => item.state === 'undecided' && !item.view.stopWord).length;
    this.engine.expectVerdicts(fresh, verdict);
  }

  #advance(): undefined | Promise<void> {
    return this.picture.focusUndecided({ wrap: true }) ? undefined : this.#goToUndecided();
  }

  #goToUndecided(): undefined | Promise<void> {
    const nextId = this.picture.detail?.nextId ?? null;
    const next = nextId === null ? undefined : this.cache.peek(nextId);
    // Already here: the picture changes within the key's own event.
    if (next !== undefined && this.#hasUndecided(next)) return this.#go(next.id);
    return this.#askForUndecided();
  }

  async #askForUndecided(): Promise<void> {
    const from = this.picture.id;
    // What waits to be sent would still count as undecided.
    if (!this.queue.stalled) await this.queue.idle();
    const id = await this.engine.api.nextUndecided(from, this.engine.pages.query);
    if (id === null) {
      this.#finished = true;
      this.engine.announcer.say(words.review.allDecided);
    } else if (id === from) {
      this.picture.focusFirst();
    } else {
      await this.#go(id);
    }
  }

  async #openFirst(): Promise<void> {
    if (this.picture.id !== null) return;
    const undecided = await this.engine.api.nextUndecided(null, this.engine.pages.query);
    const id = undecided ?? (await this.engine.api.pictures(0, 1, this.engine.pages.query)).pictures[0]?.id;
    if (id !== undefined) await this.#go(id);
  }

  async #step(kind: 'undo' | 'redo'): Promise<void> {
    const result = await this.verdicts.step(kind);
    const say = kind === 'undo' ? words.review.undone : words.review.redone;
    await this.#showStep(result, say);
  }

  /** Goes to what a step back or forth has changed, and says what it was. */
  async #showStep(result: ActionResult, say: (step: StepWords) => string): Promise<void> {
    this.picture.forgetCuts(
      result.changes.filter(({ state }) => state === 'accepted').map(({ tagId }) => tagId),
    );
    const edited = await this.#showEdited(result);
    const [first] = result.changes;
    if (result.edited !== undefined) {
      this.engine.announcer.show(say({ text: edited?.text ?? null, changed: 1, kept: result.kept }));
      return;
    }
    const tag = first === undefined ? null : await this.#goToTag(first.pictureId, first.tagId);
    this.engine.announcer.show(say({ text: tag?.text ?? null, changed: result.changed, kept: result.kept }));
  }

  /** Goes where something has changed without the person's key, so that they see it. */
  async #goToTag(pictureId: number, tagId: number): Promise<TagItem | null> {
    if (pictureId !== this.picture.id) await this.#go(pictureId);
    const item = this.picture.focus(tagId);
    if (item !== null) this.#restored = { tagId };
    return item;
  }

  #go(id: number): undefined | Promise<void> {
    const ready = this.cache.peek(id);
    if (ready === undefined) return this.cache.detail(id).then((detail) => this.#show(detail));
    this.#show(ready);
    return undefined;
  }

  #show(detail: PictureDetail): void {
    this.picture.show(detail);
    this.#finished = false;
    this.#restored = null;
    this.pace.restart();
    this.#onShown(detail.id);
    void this.#lookAhead(detail);
  }

  /** Loads where the person goes next: the neighbours, and the next picture that has something to decide. */
  async #lookAhead({ id, previousId, nextId }: PictureDetail): Promise<void> {
    this.cache.keepOnly([previousId, id, nextId]);
    const next = nextId === null ? undefined : await this.cache.prefetch(nextId);
    if (previousId !== null) void this.cache.prefetch(previousId);
    if (next !== undefined && this.#hasUndecided(next)) return;
    // Only a convenience: where it fails, the key that needs it asks again and says why.
    const undecided = await this.engine.api.nextUndecided(id, this.engine.pages.query).catch(() => null);
    if (undecided !== null && undecided !== id && this.picture.id === id) void this.cache.prefetch(undecided);
  }

  async #reload(id: number): Promise<void> {
    const applied = this.#applied;
    const read = await this.engine.api.picture(id, this.engine.pages.query);
    // A verdict was stored while this was read, so it may be older than what is on screen.
    if (applied !== this.#applied || this.queue.size > 0) {
      this.#reloadLater(id);
      return;
    }
    const shown = this.picture.detail;
    // The window's own steps come back as news as well: fifty masks are not to be drawn anew for one stroke.
    const detail = shown?.id === id ? keepUnchanged(shown, read) : read;
    this.cache.put(detail);
    if (shown?.id !== id) return;
    this.picture.update(detail);
    this.#tellOverruled(listOverruled(shown, detail));
  }

  /** Once nothing waits any more; however many events have come in between. */
  #reloadLater(id: number): void {
    if (this.#stale === id) return;
    this.#stale = id;
    void this.queue
      .idle()
      .then(() => {
        if (this.#stale === id) this.#stale = null;
        return this.picture.id === id ? this.#reload(id) : undefined;
      })
      .catch((error: unknown) => this.#fail(error));
  }

  /** Of two verdicts on one tag the later one stands, and whoever gave the earlier one is told. */
  #tellOverruled(tags: readonly TagView[]): void {
    const [first] = tags;
    if (first === undefined) return;
    const { text, state, decision } = first;
    const by = decision?.reviewer ?? null;
    const say = words.review.overruled;
    this.engine.announcer.show(say({ text, state: words.states[state], by, others: tags.length - 1 }));
  }

  #refused(pictureId: number, verdicts: readonly QueuedVerdict[], error: unknown): void {
    this.engine.announcer.show(words.review.refused(sentenceOf(error)), 'bad');
    // The counts were shown as they would have been.
    this.engine.refreshSoon();
    const [first] = verdicts;
    if (first === undefined) return;
    this.#commands.run(async () => {
      await this.#goToTag(pictureId, first.tagId);
      // The engine knows something about this picture that the window does not.
      await this.#reload(pictureId);
    });
  }

  #apply({ changes }: ActionResult): void {
    this.#applied += 1;
    for (const id of picturesOf(changes)) {
      const known = id === this.picture.id ? this.picture.detail : this.cache.peek(id);
      if (known === null || known === undefined) continue;
      const changed = applyChanges(known, changes);
      this.cache.put(changed);
      if (id === this.picture.id) this.picture.update(changed);
    }
    this.engine.refreshSoon();
  }

  #hasUndecided(detail: PictureDetail): boolean {
    const waiting = this.queue.verdicts;
    return detail.tags.some((tag) => !tag.stopWord && tag.state === 'undecided' && !waiting.has(tag.id));
  }

  #fail(error: unknown): void {
    if (error instanceof EngineAway) this.engine.announcer.show(error.message, 'bad');
    this.engine.fail(error);
  }
}
