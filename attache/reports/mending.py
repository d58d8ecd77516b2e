"""Sentences whose trees news breaks the same way again and again, put right before they are read.

    noted there was much to discuss and expressed appreciation    the same two noted and expressed
    Kerry, Lavrov to meet in Paris                                a headline: both are to meet

A tree is mended only where a rule can name the mistake; everything else stays as the core has it.
"""

from __future__ import annotations

from dataclasses import replace

from attache.knowledge.reporting import reporting_cues
from attache.language.tree import Tree
from attache.model import Sentence


def mended(sentence: Sentence) -> Sentence:
    """The sentence with its known breaks mended."""
    return _headline(_coordination(sentence)) if sentence.paragraph == 0 else _coordination(sentence)


def _headline(sentence: Sentence) -> Sentence:
    """ "NAMES to VERB": the verb is the root and the names its subjects, though the core take them for a list."""
    tree = Tree(sentence)
    tokens = list(sentence.tokens)
    if any(t.xpos in ("VBD", "VBZ", "VBP", "MD") for t in tokens):
        return sentence
    root = next((i for i, t in enumerate(tokens) if t.head < 0 and t.upos in ("PROPN", "NOUN")), None)
    if root is None:
        return sentence
    names = [i for i, t in enumerate(tokens) if t.head == root and t.deprel in ("appos", "parataxis", "conj", "list")]
    for verb, token in enumerate(tokens):
        to = any(tokens[k].text.lower() == "to" for k in tree.find(verb, "mark"))
        if token.xpos == "VB" and to and token.head in (root, *names) and verb > root:
            tokens[verb] = replace(token, head=-1, deprel="root")
            tokens[root] = replace(tokens[root], head=verb, deprel="nsubj")
            for name in names:
                if name < verb:
                    tokens[name] = replace(tokens[name], head=root, deprel="conj")
            break
    return replace(sentence, tokens=tuple(tokens))


def _coordination(sentence: Sentence) -> Sentence:
    """Coordinated reporting verbs hung on each other, not on what the first one reports."""
    tree = Tree(sentence)
    tokens = list(sentence.tokens)
    for index, token in enumerate(tokens):
        if token.deprel != "conj" or token.xpos not in ("VBD", "VBZ", "VBP") or tree.find(index, "nsubj"):
            continue
        said = tokens[token.head] if token.head >= 0 else None
        if said is None or said.deprel != "ccomp" or said.head < 0 or tokens[said.head].xpos != token.xpos:
            continue
        speaks = (token.lemma.lower(), "verb") in reporting_cues()
        if speaks and (tree.find(token.head, "expl", "cop") or said.upos != "VERB"):
            tokens[index] = replace(token, head=said.head)
    return replace(sentence, tokens=tuple(tokens))
