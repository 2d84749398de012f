"""Offers, demandes and gestures for the tests of candidatures. Nobody in them exists."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
from pymongo.read_concern import ReadConcern

from chassis.testing import Running, eventually
from contracts import demande_import as di
from contracts import offres as of
from contracts.envelope import Envelope
from contracts.roles import Role

BASE = "/candidatures/candidatures"
BAILLEUR = "/candidatures/bailleur/candidatures"
CONSEILLER = "/candidatures/conseiller/candidatures"
SIRET = "00000000000018"


def offre(app: Running, offre_id: str, **changements: object) -> of.OffrePubliee:
    etat: dict[str, object] = {
        "version": 1,
        "offre_id": offre_id,
        "bailleur_id": "b1",
        "bailleur_nom": "Habitat Test",
        "statut": "publiee",
        "type_logement": "appartement",
        "typologie": "T2",
        "norme": "PLS",
        "surface": Decimal(47),
        "loyer": Decimal(703),
        "loyer_hors_charges": Decimal(600),
        "commune": "75111",
        "commune_nom": "Paris 11e",
        "code_postal": "75011",
        "departement": "75",
        "date_limite": app.clock.today() + timedelta(days=13),
        "disponible_le": app.clock.today() + timedelta(days=30),
        "le": app.clock.now(),
    }
    return of.OffrePubliee.model_validate({**etat, **changements})


def demande(app: Running, compte: str, **changements: object) -> di.DemandeValidee:
    etat: dict[str, object] = {
        "version": 1,
        "demande_id": f"d-{compte}",
        "compte_id": compte,
        "statut": "validee",
        "departement": "75",
        "deposee_le": date(2025, 3, 1),
        "valide_jusqu_au": date(2030, 3, 1),
        "personnes": [{"lien": "demandeur", "date_naissance": date(1990, 5, 1)}],
        "ressources": {"rfr_n2": 25000, "annee_n2": 2024, "revenu_mensuel": 2600},
        "communes_souhaitees": ("75111",),
        "situation_logement": "heberge",
        "motif": "sans_logement_propre",
        "le": app.clock.now(),
    }
    return di.DemandeValidee.model_validate({**etat, **changements})


def employeur(consentement: di.Consentement) -> di.Employeur:
    return di.Employeur(siret=SIRET, consentement=consentement, entreprise_eligible=True)


def entreprise(app: Running, version: int = 1, **changements: object) -> di.EntrepriseDeclaree:
    etat: dict[str, object] = {
        "version": version,
        "siret": SIRET,
        "raison_sociale": "Ateliers de l’Exemple",
        "effectif": 120,
        "choix_proposes": tuple(di.Consentement),
        "le": app.clock.now(),
    }
    return di.EntrepriseDeclaree.model_validate({**etat, **changements})


async def connaitre(app: Running, offres: list[of.OffrePubliee], demandes: list[di.DemandeValidee]) -> None:
    """The service has read these offers and demandes."""
    await lus(app, *[await app.publish(message) for message in (*offres, *demandes)])


async def lus(app: Running, *enveloppes: Envelope) -> None:
    """These events are applied, for a majority: what is not yet may be missing from the snapshot of a transaction."""
    inbox = app.context.db["inbox"].with_options(read_concern=ReadConcern("majority"))
    ids = [f"candidatures:{enveloppe.id}" for enveloppe in enveloppes]

    async def tous() -> bool:
        return bool(await inbox.count_documents({"_id": {"$in": ids}}) == len(ids))

    await eventually(tous, within=30)


async def postuler(app: Running, compte: str, offre_id: str, **entetes: str) -> httpx.Response:
    qui = {**app.token(Role.SALARIE, compte_id=compte), **entetes}
    return await app.client.post(BASE, json={"offre_id": offre_id}, headers=qui)


async def deposer(app: Running, compte: str, offre_id: str) -> str:
    """« Je postule », that must succeed: the id."""
    reponse = await postuler(app, compte, offre_id)
    assert reponse.status_code == 201, reponse.text
    return str(reponse.json()["id"])


async def demander(app: Running, role: Role, chemin: str, corps: object = None, **claims: str) -> httpx.Response:
    return await app.client.post(chemin, json=corps, headers=app.token(role, **claims))


async def faire(app: Running, role: Role, chemin: str, corps: object = None, **claims: str) -> dict[str, Any]:
    """A gesture that must succeed."""
    reponse = await demander(app, role, chemin, corps, **claims)
    assert reponse.status_code == 200, reponse.text
    lu: dict[str, Any] = reponse.json()
    return lu


async def lire(app: Running, role: Role, chemin: str, *, qui: dict[str, str] | None = None, **query: Any) -> Any:
    reponse = await app.client.get(chemin, params=query, headers=app.token(role, **(qui or {})))
    assert reponse.status_code == 200, reponse.text
    return reponse.json()


async def carte(app: Running, compte: str, identifiant: str) -> dict[str, Any]:
    """One card of « Mes candidatures »."""
    lue: dict[str, Any] = await lire(app, Role.SALARIE, f"{BASE}/{identifiant}", qui={"compte_id": compte})
    return lue


async def transmettre(app: Running, *comptes: str, offre_id: str = "o1", **changements: object) -> dict[str, str]:
    """These salariés applied to one home, best first, and the bailleur holds their dossiers: id by compte."""
    anciennes = [date(2020, 1, 1) + timedelta(days=rang) for rang in range(len(comptes))]
    demandes = [demande(app, c, deposee_le=jour) for c, jour in zip(comptes, anciennes, strict=True)]
    await connaitre(app, [offre(app, offre_id, candidats_a_proposer=len(comptes), **changements)], demandes)
    ids = {c: await deposer(app, c, offre_id) for c in comptes}
    for identifiant in ids.values():
        await faire(app, Role.CONSEILLER, f"{BASE}/{identifiant}/validation")
    envoi = await faire(app, Role.CONSEILLER, f"/candidatures/offres/{offre_id}/transmission")
    assert [c["id"] for c in envoi["candidatures"]] == list(ids.values())
    return ids


async def bailleur(app: Running, identifiant: str, geste: str, corps: object = None) -> dict[str, Any]:
    return await faire(app, Role.BAILLEUR, f"{BAILLEUR}/{identifiant}/{geste}", corps, bailleur_id="b1")


def decision(app: Running, genre: str, **faits: object) -> dict[str, object]:
    """The body of a decision of today's commission, that too few dossiers do not stop."""
    return {
        "decision": {"type": genre, **faits},
        "commission_le": str(app.clock.today()),
        "candidats_insuffisants": True,
    }


async def decider(app: Running, identifiant: str, genre: str, **faits: object) -> dict[str, Any]:
    return await bailleur(app, identifiant, "decision", decision(app, genre, **faits))


async def repondre(app: Running, compte: str, identifiant: str, *, acceptee: bool) -> dict[str, Any]:
    return await faire(app, Role.SALARIE, f"{BASE}/{identifiant}/reponse", {"acceptee": acceptee}, compte_id=compte)
