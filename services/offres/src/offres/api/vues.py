"""What is shown of an offer: in a list, in detail (guide #5), and with the salarié's eligibility (guide #0)."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, PlainSerializer

from contracts.offres import Norme, StatutOffre, TypeLogement, Typologie
from offres.domain.criteres import disponible_immediatement
from offres.domain.offre import Offre
from offres.domain.onglets import Proposition, Repartition, Vitrine
from referentiel import CREDIT, geographie
from referentiel.eligibilite import Eligibilite
from referentiel.geographie import Onglet, ZonePli

Nombre = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""A number in JSON, with two decimals at most."""
CARTES_GARDEES = 5_000
"""Some 2 kB each. A list shows the newest homes first: most pages are made of the same few."""


class VueRaison(BaseModel):
    """One rule of the guide #0 that is broken."""

    motif: str
    explication: str
    chiffres: dict[str, int | str | list[str]]


class VueEligibilite(BaseModel):
    """The verdict, under the version of the rules that gave it."""

    eligible: bool
    raisons: list[VueRaison]
    version_regles: str

    @classmethod
    def de(cls, verdict: Eligibilite) -> "VueEligibilite":
        """From the domain."""
        raisons = [
            VueRaison(motif=raison.motif, explication=raison.explication, chiffres=raison.chiffres())
            for raison in verdict.raisons
        ]
        return cls(eligible=verdict.eligible, raisons=raisons, version_regles=verdict.version_regles)


class VueCommune(BaseModel):
    """A commune or an arrondissement."""

    code: str
    nom: str
    code_postal: str | None
    departement: str
    departement_nom: str

    @classmethod
    def de(cls, commune: geographie.Commune, code_postal: str | None) -> "VueCommune":
        """From the reference data."""
        return cls(
            code=commune.code,
            nom=commune.nom,
            code_postal=code_postal,
            departement=commune.departement,
            departement_nom=geographie.departement(commune.departement).nom,
        )


class OffreResume(BaseModel):
    """A card of a list."""

    id: str
    type_logement: TypeLogement
    typologie: Typologie
    surface: Nombre
    loyer: Nombre
    """Charges included."""
    commune: VueCommune
    date_limite: date
    disponible_le: date
    disponible_immediatement: bool
    pmr: bool
    photo: str | None
    bailleur_nom: str
    reservee: bool
    """Kept for the salariés of the person's own firm."""


class OffreProposee(OffreResume):
    """A card of the salarié's list."""

    eligibilite: VueEligibilite


class OffreDetail(OffreResume):
    """Everything the guide #5 shows."""

    version: int
    statut: StatutOffre
    ouverte: bool
    """A candidature can be made today."""
    norme: Norme
    zone_pli: ZonePli | None
    loyer_hors_charges: Nombre
    description: str
    photos: list[str]
    etage: int | None
    dpe: str | None
    ges: str | None
    bailleur_id: str
    reserve_siret: str | None = None
    reserve_entreprise: str | None = None
    candidats_a_proposer: int
    publiee_le: AwareDatetime
    onglet: Onglet | None = None
    eligibilite: VueEligibilite | None = None
    """For a salarié alone."""
    credit: str = CREDIT


class FourchettePrix(BaseModel):
    """Ends of the price slider."""

    min: Nombre
    max: Nombre


class PageOffres(BaseModel):
    """One page of one tab, with the three counters."""

    onglet: Onglet
    items: list[OffreProposee]
    curseur_suivant: str | None
    compteurs: dict[Onglet, int]
    prix: FourchettePrix | None
    credit: str = CREDIT


class PageBailleur(BaseModel):
    """One page of a bailleur's own offers."""

    items: list[OffreDetail]
    curseur_suivant: str | None


def page(
    onglet: Onglet, repartition: Repartition, montrees: list[Proposition], suivant: str | None, jour: date
) -> PageOffres:
    """A page of a list."""
    prix = repartition.prix
    return PageOffres(
        onglet=onglet,
        items=[_carte(proposition, jour) for proposition in montrees],
        curseur_suivant=suivant,
        compteurs=repartition.compteurs,
        prix=FourchettePrix(min=prix.min, max=prix.max) if prix else None,
    )


def _carte(proposition: Proposition, jour: date) -> OffreProposee:
    """Kept when the person is eligible: the same for everybody. Reasons tell a person's incomes: never kept."""
    vitrine, verdict = proposition
    fabrique = carte_gardee if verdict.eligible else _nouvelle_carte
    return fabrique(vitrine, disponible_immediatement(vitrine.offre, jour), verdict)


def _nouvelle_carte(vitrine: Vitrine, immediatement: bool, verdict: Eligibilite) -> OffreProposee:
    return OffreProposee(**_resume(vitrine.offre, immediatement), eligibilite=VueEligibilite.de(verdict))


carte_gardee = lru_cache(maxsize=CARTES_GARDEES)(_nouvelle_carte)


def detail(offre: Offre, jour: date, **pour_la_personne: Any) -> OffreDetail:
    """One offer, with what depends on who looks: eligibilite, onglet, reserve_entreprise."""
    annonce = offre.annonce
    return OffreDetail(
        **_resume(offre, disponible_immediatement(offre, jour)),
        version=offre.version,
        statut=offre.statut,
        ouverte=offre.ouverte(jour),
        norme=annonce.norme,
        zone_pli=annonce.zone_pli,
        loyer_hors_charges=annonce.loyer_hors_charges,
        description=annonce.description,
        photos=list(annonce.photos),
        etage=annonce.etage,
        dpe=annonce.dpe,
        ges=annonce.ges,
        bailleur_id=offre.bailleur.id,
        reserve_siret=annonce.reserve_siret,
        candidats_a_proposer=annonce.candidats_a_proposer,
        publiee_le=offre.publiee_le,
        **pour_la_personne,
    )


def _resume(offre: Offre, immediatement: bool) -> dict[str, Any]:
    annonce = offre.annonce
    return {
        "id": offre.id,
        "type_logement": annonce.type_logement,
        "typologie": annonce.typologie,
        "surface": annonce.surface,
        "loyer": annonce.loyer,
        "commune": VueCommune.de(annonce.lieu, annonce.code_postal),
        "date_limite": annonce.date_limite,
        "disponible_le": annonce.disponible_le,
        "disponible_immediatement": immediatement,
        "pmr": annonce.pmr,
        "photo": annonce.photos[0] if annonce.photos else None,
        "bailleur_nom": offre.bailleur.nom,
        "reservee": annonce.reserve_siret is not None,
    }
