import { normaliseTag } from './candidates.ts';

/** English function words, by the part they play; left out are those that also name a thing: can, mine, well, back. */
const english = `
a an the this that these those such same other another each every either neither both all any some none no few many
much more most several own enough half
i me my myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
it its itself they them their theirs themselves one ones oneself someone somebody something anyone anybody anything
everyone everybody everything nobody nothing
who whom whose which what whoever whatever where when why how wherever whenever
about above across after against along alongside among amongst amid around as at atop before behind below beneath beside
besides between beyond by despite down during except for from in inside into like near next of off on onto opposite out
outside over past per since through throughout till to toward towards under underneath until up upon via with within without
and but or nor so yet if because although though while whereas unless than whether
be am is are was were been being have has had having do does did doing done get gets got getting
could may might must shall should will would ought cannot
not very too also just only even still again ever never always often sometimes here there then now once almost quite
rather really perhaps maybe already away together apart however thus else
aren't can't couldn't didn't doesn't don't hadn't hasn't haven't i'm i've i'll i'd isn't it'll mightn't mustn't shan't
shouldn't that'll they're they've they'll they'd wasn't we're we've we'll we'd weren't who've won't wouldn't you're you've
you'll you'd
etc ie eg s t n
`;

/** Particles and copulas that ICU's dictionaries cut off as words. */
const japanese =
  'の が を は に で と も へ や か な ね よ から まで より など です ます いる ある する した して いて れる られる て た だ';
const chinese =
  '的 了 在 是 和 与 與 及 或 着 著 地 得 也 都 就 把 被 从 從 对 對 向 一个 一個 一只 一隻 这 這 那 有 上 下 里 裡 中';
const korean = '및 그리고 또는 이 그 저 위에 있는 있다 하는 한';
const arabic = 'في من على إلى عن مع و أو هو هي هذا هذه ذلك التي الذي';
/** Without those that name something in English: die, son. */
const european = `
der das den dem des ein eine einen einem einer und oder mit auf im am ist sind von zu
le la les un une des du de et ou dans sur avec est sont au aux
el los las una unos unas y o en con del al es por
`;

const stopWords = new Set(
  [english, japanese, chinese, korean, arabic, european]
    .flatMap((list) => list.trim().split(/\s+/))
    .map(normaliseTag),
);

/**
 * Whether a word only holds a sentence together. It is scored like every other (the normalisation needs it), but stays
 * out of review. The list is our own and errs towards keeping: a word too many costs one key, a missing one a tag.
 */
export function isStopWord(word: string): boolean {
  return stopWords.has(normaliseTag(word).replaceAll('’', "'"));
}
