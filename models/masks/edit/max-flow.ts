/** Edges go both ways with one capacity: edge e joins the nodes `from[e]` and `to[e]`. */
export interface Edges {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Capacities become whole numbers of this unit: with fractions flows might never come to an end. */
const unit = 1 / 4096;
/** More than any gain that an edge could outweigh. */
const mostGain = 1e6;

const unseen = -1;
const dead = -2;

/**
 * The cheapest cut of a graph. A node on the source's side costs what its `gain` is below 0, one on the sink's side what it is above 0, and an edge between
 * the sides its capacity. → 1 for the nodes on the source's side; of equal cuts the one with the fewest.
 */
export function cutCheapest(edges: Edges, capacities: Float32Array, gains: Float32Array): Uint8Array {
  return new Flow(edges, capacities, gains).cut();
}

/**
 * The largest flow, by all shortest paths of one length after the other (Dinitz, 1970). Nodes with gain are sources of their own, those with less than
 * 0 sinks; what a node could send to itself is settled beforehand. Arc 2e goes along edge e, 2e + 1 against it.
 */
class Flow {
  readonly #heads: Int32Array;
  readonly #residual: Float64Array;
  /** What each node still has to send, or below 0 to take. */
  readonly #supply: Float64Array;
  /** The arcs that leave node n are `arcs[starts[n]…starts[n + 1]]`. */
  readonly #starts: Int32Array;
  readonly #arcs: Int32Array;
  /** Of each node how far it is from a source, or `unseen`, or `dead` where it leads nowhere any more. */
  readonly #levels: Int32Array;
  /** The arc of each node that is to be tried next. */
  readonly #next: Int32Array;
  readonly #path: Int32Array;

  constructor({ from, to }: Edges, capacities: Float32Array, gains: Float32Array) {
    const nodes = gains.length;
    this.#heads = new Int32Array(from.length * 2);
    this.#residual = new Float64Array(from.length * 2);
    for (const [edge, capacity] of capacities.entries()) {
      this.#heads[edge * 2] = to[edge] ?? 0;
      this.#heads[edge * 2 + 1] = from[edge] ?? 0;
      this.#residual.fill(Math.round(capacity / unit), edge * 2, edge * 2 + 2);
    }
    this.#supply = Float64Array.from(gains, (gain) =>
      Math.round(Math.max(-mostGain, Math.min(mostGain, gain)) / unit),
    );
    this.#starts = new Int32Array(nodes + 1);
    this.#arcs = new Int32Array(this.#heads.length);
    this.#listArcs();
    this.#levels = new Int32Array(nodes);
    this.#next = new Int32Array(nodes);
    this.#path = new Int32Array(nodes);
  }

  cut(): Uint8Array {
    while (this.#findLevels()) {
      this.#next.set(this.#starts.subarray(0, this.#next.length));
      for (const [node, level] of this.#levels.entries()) if (level === 0) this.#exhaust(node);
    }
    return Uint8Array.from(this.#levels, (level) => (level === unseen ? 0 : 1));
  }

  #listArcs(): void {
    const heads = this.#heads;
    const starts = this.#starts;
    for (const tail of heads) starts[tail + 1] = (starts[tail + 1] ?? 0) + 1;
    for (let node = 1; node < starts.length; node++)
      starts[node] = (starts[node] ?? 0) + (starts[node - 1] ?? 0);
    const place = starts.slice();
    for (let arc = 0; arc < heads.length; arc++) {
      const tail = heads[arc ^ 1] ?? 0;
      this.#arcs[place[tail] ?? 0] = arc;
      place[tail] = (place[tail] ?? 0) + 1;
    }
  }

  /** Breadth first from all sources; whether a sink is reached. */
  #findLevels(): boolean {
    const levels = this.#levels;
    const queue = this.#path;
    levels.fill(unseen);
    let [length, isReached] = [0, false];
    const reach = (node: number, level: number): void => {
      levels[node] = level;
      queue[length++] = node;
    };
    for (const [node, supply] of this.#supply.entries()) if (supply > 0) reach(node, 0);
    for (let i = 0; i < length; i++) {
      const node = queue[i] ?? 0;
      if ((this.#supply[node] ?? 0) < 0) isReached = true;
      for (let k = this.#starts[node] ?? 0; k < (this.#starts[node + 1] ?? 0); k++) {
        const arc = this.#arcs[k] ?? 0;
        const head = this.#heads[arc] ?? 0;
        if (levels[head] === unseen && (this.#residual[arc] ?? 0) > 0) reach(head, (levels[node] ?? 0) + 1);
      }
    }
    return isReached;
  }

  /** Sends along paths that rise by one level a step until the source is empty or has no such path. */
  #exhaust(source: number): void {
    let [depth, node] = [0, source];
    while ((this.#supply[source] ?? 0) > 0) {
      if ((this.#supply[node] ?? 0) < 0) {
        this.#send(source, node, depth);
        [depth, node] = [0, source];
        continue;
      }
      const arc = this.#findRise(node);
      if (arc !== null) {
        this.#path[depth++] = arc;
        node = this.#heads[arc] ?? 0;
        continue;
      }
      this.#levels[node] = dead;
      if (depth === 0) return;
      node = this.#heads[(this.#path[--depth] ?? 0) ^ 1] ?? 0;
    }
  }

  #findRise(node: number): number | null {
    const [end, level] = [this.#starts[node + 1] ?? 0, (this.#levels[node] ?? 0) + 1];
    for (let k = this.#next[node] ?? 0; k < end; k++) {
      const arc = this.#arcs[k] ?? 0;
      if ((this.#residual[arc] ?? 0) <= 0 || this.#levels[this.#heads[arc] ?? 0] !== level) continue;
      this.#next[node] = k;
      return arc;
    }
    this.#next[node] = end;
    return null;
  }

  #send(source: number, sink: number, depth: number): void {
    const [supply, residual] = [this.#supply, this.#residual];
    const path = this.#path.subarray(0, depth);
    let amount = Math.min(supply[source] ?? 0, -(supply[sink] ?? 0));
    for (const arc of path) amount = Math.min(amount, residual[arc] ?? 0);
    for (const arc of path) {
      residual[arc] = (residual[arc] ?? 0) - amount;
      residual[arc ^ 1] = (residual[arc ^ 1] ?? 0) + amount;
    }
    supply[source] = (supply[source] ?? 0) - amount;
    supply[sink] = (supply[sink] ?? 0) + amount;
  }
}
