"""The models of a workspace, each opened when it is first needed."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.errors import ModelError, Remedy
from pincite.wiring.engines import (
    Loads,
    encoder_cards,
    open_chat_model,
    open_embedder,
    open_entailment,
    open_reader,
    open_reranker,
    open_scanner,
)
from pincite.wiring.names import PRICES, SETTINGS
from pincite.wiring.once import opened_once
from pincite.wiring.opened_stores import OpenedStores
from pincite.wiring.settings import Settings
from pincite.wiring.stores import Stores

if TYPE_CHECKING:
    from pincite.ask import Writer
    from pincite.models.chat.prices import Prices
    from pincite.models.chat.tier import Tier
    from pincite.models.kept import KeptVectors
    from pincite.models.ports import CrossEncoder, Embedder, Entailment, Provider, Reader
    from pincite.models.standing import Registration
    from pincite.security.scanner import Scanner
    from pincite.verification.verifier import Verifier
    from pincite.wiring.model_settings import ModelSettings


class OpenedModels(OpenedStores):
    """The models that the settings name."""

    now: Callable[[], datetime]

    def __init__(self, root: Path, settings: Settings, stores: Stores, shared_model: Path | None = None) -> None:
        """`shared_model` is the place of the one that another process runs for this one."""
        super().__init__(root, settings, stores)
        self._shared_model = shared_model

    @opened_once
    def embedder(self) -> "Embedder":
        """The model to which the index is bound."""
        return open_embedder(self.settings)

    @opened_once
    def vectors(self) -> "KeptVectors":
        """The vectors that are kept for each asker."""
        from pincite.models.kept import KeptVectors

        return KeptVectors(self.embedder)

    @opened_once
    def scanner(self) -> "Scanner":
        """The scanner that finds words addressed to an assistant."""
        return open_scanner()

    @opened_once
    def reader(self) -> "Reader | None":
        """The model that says which sentences answer; None when the settings leave it out."""
        return open_reader(self.settings)

    @opened_once
    def reranker(self) -> "CrossEncoder | None":
        """The model that reads what was found together with the question; None when the settings leave it out."""
        return open_reranker(self.settings)

    @opened_once
    def entailment(self) -> "Entailment":
        """The model that says whether a passage supports a statement."""
        return open_entailment(self.settings)

    @opened_once
    def verifier(self) -> "Verifier":
        """Judges whether passages support a claim: the checks and the entailment model."""
        from pincite.verification.verifier import Verifier

        return Verifier(self.entailment)

    @property
    def encoder_cards(self) -> "tuple[Path, ...]":
        """The cards of the encoders in ONNX files that are used here."""
        return encoder_cards(self.settings)

    @opened_once
    def writers(self) -> "tuple[Writer, ...]":
        """The language models that word answers, cheapest first, with their checks.

        Raises:
            ModelError: the settings name no language model, or one that cannot be used as configured.
        """
        from pincite.ask import Writer

        if not self.settings.models:
            how = f"set one under [[models]] in {self.root / SETTINGS}"
            raise ModelError(
                "no language model is configured, so nothing can be written",
                remedy=Remedy(f"{how}, or leave out --mode to have quotes", f"{how}, or leave out mode to have quotes"),
            )
        return tuple(
            Writer(tier, self.verifier, self.scanner, settings.understands, settings.judges)
            for tier, settings in zip(self.tiers, self.settings.models, strict=True)
        )

    @opened_once
    def prices(self) -> "Mapping[str, Prices]":
        """What each tier costs from which day on.

        Raises:
            WorkspaceError: the file of prices cannot be read, or says what cannot be.
        """
        from pincite.wiring.price_file import prices_of

        return prices_of(self.settings.models, self.root / PRICES)

    @opened_once
    def tiers(self) -> "tuple[Tier, ...]":
        """The language models that write, cheapest first, with their limits. They end with the workspace.

        Of several, one that cannot be used as configured says so when it is asked, so that the others still answer.

        Raises:
            ModelError: the only one cannot be used as configured: a key, a file or a package is missing.
        """
        return tuple(self._tier(settings) for settings in self.settings.models)

    def _tier(self, settings: "ModelSettings") -> "Tier":
        from pincite.models.chat.tier import Tier
        from pincite.models.chat.unusable import Unusable

        opening = open_chat_model(
            settings,
            os.environ,
            self._shared_model,
            self.settings.on_prem,
            self.traffic,
            lambda: self.now().timestamp(),
            registrations=self.registrations,
        )
        provider: Provider
        try:
            provider = self._opened.enter_context(opening)
        except ModelError as error:
            if len(self.settings.models) == 1:
                raise
            provider = Unusable(settings.name or settings.tier, str(error))
        return Tier(
            settings.tier,
            provider,
            self.prices[settings.tier],
            settings.leaves_firm,
            settings.accepts,
            context_tokens=settings.context_tokens,
            answer_tokens=settings.max_answer_tokens,
        )

    def registrations(self) -> "tuple[Registration, ...]":
        """The models that the firm has registered, those among them that were retired.

        Raises:
            RecordError: the record cannot be read.
            ModelError: a record lacks what that of a registration has.
        """
        from pincite.session.registering import registrations

        return registrations(self.audit)

    def load_models(self) -> None:
        """Start reading the files of the models that every question needs, on separate threads."""
        for model in (self.embedder, self.reader, self.scanner):
            if isinstance(model, Loads):
                model.load()
