// @ts-check
/**
 * What `/api/v1` answers, as far as the pages use it.
 *
 * @typedef {object} Article
 * @property {string} id
 * @property {string} label       short name in the picture, such as "Smith 2019"
 * @property {string | null} title
 * @property {string} byline      authors and journal in a few words
 * @property {number | null} year
 * @property {string | null} pmid
 * @property {string | null} doi
 * @property {boolean} stub       only its id is known
 * @property {boolean} is_retracted
 * @property {boolean} expanded   its own lists were asked for
 * @property {boolean} seed
 * @property {number | null} cited_by_count as reported by a source
 * @property {number} local_citations
 * @property {number} cites       how many of those shown it cites
 * @property {"source" | "reference" | "citing" | "both" | "further"} role
 * @property {string} why         why it is here
 * @property {number} x
 * @property {number} y
 * @property {number} r
 * @property {"left" | "right" | null} side of its label in the first view
 * @property {number} [community] once that has been computed
 *
 * @typedef {{citing: string, cited: string, sources: string[]}} Citation
 * @typedef {{first: number | null, last: number | null, name: string, left: number, right: number}} Band
 * @typedef {{text: string, parameters: Record<string, unknown>}} Statement
 *
 * @typedef {object} Picture
 * @property {string} centre
 * @property {number} shown
 * @property {number} total
 * @property {number} width
 * @property {number} height
 * @property {Band[]} bands
 * @property {Article[]} articles best first
 * @property {Citation[]} citations
 * @property {Statement} cypher
 *
 * @typedef {object} Notice
 * @property {"retraction" | "expression of concern" | "correction"} kind
 * @property {string} sentence
 * @property {string | null} date the earliest stated, as far as it is known
 * @property {string | null} source who says so
 * @property {{value: string, title: string | null, article: string | null, url: string | null}[]} ids
 *
 * @typedef {{relation: "published as" | "preprint", id: string, title: string, byline: string, sources: string[]}} VersionLink
 *
 * @typedef {object} Whole
 * @property {string | null} abstract
 * @property {string[] | null} authors
 * @property {boolean} expanded
 * @property {{name: string, value: string, url: string}[]} links
 * @property {string[]} described_by
 * @property {Notice[]} notices
 * @property {VersionLink[]} versions
 * @property {{references: string | null, citing: string | null}} lists
 * @property {{position: number | null, text: string}[] | null} unresolved_references null: nobody could tell
 *
 * @typedef {object} Harvest
 * @property {string} id
 * @property {string} name
 * @property {"running" | "stopped" | "complete" | "incomplete"} state
 * @property {string} sentence
 * @property {number | null} percent
 * @property {Record<string, number>} counts
 * @property {{name: string, state: string, reason: string | null, requests: number}[]} sources
 * @property {boolean} resumable
 * @property {string | null} centre the first seed's article
 *
 * @typedef {object} Measured what was asked of it; the rest is null
 * @property {{name: string, sentence: string, scores: Record<string, number>} | null} measure
 * @property {{members: Record<string, number>, named: Community[]} | null} communities
 * @property {{path: string[], links: {citing: string, cited: string}[], broken: number} | null} main_path
 *
 * @typedef {object} Named
 * @property {string} id
 * @property {string} label
 * @property {string | null} title
 * @property {number | null} year
 * @property {boolean} is_retracted
 *
 * @typedef {object} Ranking
 * @property {number} rank
 * @property {string[] | null} authors the first four
 * @property {string | null} journal
 * @property {number | null} score
 * @property {string} why
 * @property {number} local_citations
 * @property {number | null} cited_by_count
 * @property {number | null} community
 * @property {boolean} stub
 * @property {boolean} seed       one of those that the ranking was asked with
 * @property {"before" | "after" | "unknown" | null} cites_retracted when it appeared against the notice; null: it cites none
 *
 * @typedef {Named & Ranking} RankedArticle
 * @typedef {{number: number, size: number, terms: string[]}} Community
 *
 * @typedef {object} KeyPapers
 * @property {{name: string, sentence: string, takes_seeds: boolean, needs_seeds: boolean}} measure
 * @property {boolean} lacks_seeds the measure needs seeds, and there is none
 * @property {Named[]} seeds
 * @property {Named | null} around
 * @property {number | null} hops
 * @property {number} articles    in the graph, or around the article
 * @property {number} ranked      of these, with a score
 * @property {RankedArticle[]} rows
 * @property {Community[] | null} communities those of the rows; null while nobody knows them
 * @property {string} query
 * @property {string} command
 * @property {Statement} cypher
 */
export {};
