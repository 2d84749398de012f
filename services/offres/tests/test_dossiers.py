"""Which demande opens the offers, and what is said to who has none that does (guide #3, #4)."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.clock import Clock
from chassis.problems import Refus
from contracts import demande_import as di
from offres import dossiers
from offres.domain.demandeur import Demandeur

LE = datetime(2026, 11, 24, 9, tzinfo=UTC)
CHAMPS: dict[str, Any] = {
    "version": 1,
    "compte_id": "compte-1",
    "departement": "75",
    "deposee_le": date(2025, 3, 1),
    "valide_jusqu_au": date(2027, 3, 1),
    "personnes": (di.PersonneALoger(lien=di.Lien.DEMANDEUR, date_naissance=date(1990, 5, 1)),),
    "ressources": di.Ressources(rfr_n2=25000, annee_n2=2024, revenu_mensuel=2600),
    "situation_logement": di.SituationLogement.HEBERGE,
    "motif": "sans_logement_propre",
}
AUTRES = sorted(set(di.StatutDemande) - {di.StatutDemande.VALIDEE, di.StatutDemande.SUPPRIMEE})


def _demande(statut: di.StatutDemande, commune: str = "75111", le: datetime = LE) -> dict[str, Any]:
    etat = di.DemandeValidee(**CHAMPS, demande_id=commune, statut=statut, communes_souhaitees=(commune,), le=le)
    return {"etat": etat.model_dump(mode="json")}


async def _pour(*lues: dict[str, Any]) -> Demandeur:
    class Collection:
        async def find(self, _: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
            for lue in lues:
                yield lue

    context = SimpleNamespace(db={"demandes": Collection()}, clock=Clock())
    return await dossiers.demandeur(context, "compte-1")  # type: ignore[arg-type]


async def test_a_demande_that_is_not_validated_never_hides_the_one_that_is():
    """Guide #3: the validated dossier gives access; a number struck off since stays in the projection."""
    validee = _demande(di.StatutDemande.VALIDEE, "29019")
    for statut in AUTRES:
        for autre in (_demande(statut, le=LE - timedelta(days=1)), _demande(statut, le=LE + timedelta(days=1))):
            for lues in ((validee, autre), (autre, validee)):
                assert (await _pour(*lues)).perimetre.demandees == {"29019"}


async def test_each_state_says_its_own_next_step():
    """Guide #3, #4: « vous devez valider votre dossier afin d'accéder aux offres »."""
    dits = set()
    for lues in ((), *((_demande(statut),) for statut in AUTRES)):
        with pytest.raises(Refus) as refus:
            await _pour(*lues)
        dits.add(refus.value.detail)
    assert len(dits) == 1 + len(AUTRES)
