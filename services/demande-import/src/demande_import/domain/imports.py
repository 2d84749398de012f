"""An import: from a number typed to a demande on AL’in, by a security code (guide #3, #4). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from demande_import.domain.dossier import Dossier, Valeur
from demande_import.domain.refus import CodeExpire, CodeIncorrect, CodeNonAttendu, EssaisEpuises

VALIDITE_CODE = timedelta(hours=24)
ESSAIS = 5
ABANDON = timedelta(days=7)
"""An import that nobody ends is forgotten, with what the register answered."""
SANS_REPONSE = timedelta(days=30)
"""A register that is away loses nothing that was typed, but no number waits for ever for one that never answers."""


class TypeImport(StrEnum):
    """A first import, or « Mettre à jour »."""

    IMPORT = "import"
    MISE_A_JOUR = "mise_a_jour"


class EtatImport(StrEnum):
    """Where an import stands."""

    RECHERCHE = "recherche"
    CODE_ENVOYE = "code_envoye"
    NUMERO_INCONNU = "numero_inconnu"
    DEMANDE_RADIEE = "demande_radiee"
    DEJA_IMPORTEE = "deja_importee"
    TERMINEE = "terminee"
    IDENTITE_DIFFERENTE = "identite_differente"
    PERIMEE = "perimee"


OUVERTS = frozenset({EtatImport.RECHERCHE, EtatImport.CODE_ENVOYE})


class Import(Valeur):
    """One import. What names a person (`numero`, `dossier`) is kept only while it is open."""

    id: str
    version: int = 1
    compte_id: str
    type: TypeImport = TypeImport.IMPORT
    etat: EtatImport = EtatImport.RECHERCHE
    registre: str
    """`national`, or the code of a département."""
    territoire: str
    """Code of a département of the register's territory: it names the site."""
    numero: str | None
    cle_numero: str
    demande_id: str | None = None
    dossier: Dossier | None = None
    code_requis: bool = True
    code_hache: str | None = None
    code_expire_le: datetime | None = None
    essais_restants: int = 0
    tentatives: int = 0
    """Times that the register did not answer."""
    trace: dict[str, str] = Field(default_factory=dict)
    """Of the request that started it: the search and the e-mail go on in it."""
    cree_le: datetime
    le: datetime

    @property
    def ouvert(self) -> bool:
        """Something may still come of it."""
        return self.etat in OUVERTS

    @property
    def courriel_masque(self) -> str | None:
        """Once the code is sent: the first letter and the domain."""
        if self.etat is not EtatImport.CODE_ENVOYE or self.dossier is None:
            return None
        return masquer(self.dossier.courriel)

    def _vers(self, le: datetime, **changements: object) -> Import:
        return self.model_copy(update={"version": self.version + 1, "le": le, **changements})

    def envoyer_code(self, dossier: Dossier, code_hache: str, le: datetime) -> Import:
        """The register answered, or a new code was asked for: the old one is dead."""
        return self._vers(
            le,
            etat=EtatImport.CODE_ENVOYE,
            dossier=dossier,
            code_hache=code_hache,
            code_expire_le=le + VALIDITE_CODE,
            essais_restants=ESSAIS,
        )

    def attendre(self, le: datetime) -> Import:
        """The register does not answer: what was typed is kept."""
        return self._vers(le, tentatives=self.tentatives + 1)

    def clore(self, etat: EtatImport, le: datetime, demande_id: str | None = None) -> Import:
        """Nothing more to come: forget the number, the code and the answer."""
        oublis = {"numero": None, "dossier": None, "code_hache": None, "code_expire_le": None, "essais_restants": 0}
        return self._vers(le, etat=etat, demande_id=demande_id or self.demande_id, **oublis)

    def verifier_code(self, code_hache: str, le: datetime, *, essai_pris: bool) -> Dossier:
        """The register's answer, for the right code. Raise CodeNonAttendu, CodeExpire, EssaisEpuises, CodeIncorrect.

        `essai_pris`: one of the attempts was taken before, whatever comes of it.
        """
        if self.etat is not EtatImport.CODE_ENVOYE or self.dossier is None or self.code_expire_le is None:
            raise CodeNonAttendu
        if le >= self.code_expire_le:
            raise CodeExpire
        if not essai_pris:
            raise EssaisEpuises
        if code_hache != self.code_hache:
            raise CodeIncorrect(self.essais_restants)
        return self.dossier


def masquer(courriel: str) -> str:
    """« dupontjean@yopmail.com » → « d…@yopmail.com »."""
    nom, _, domaine = courriel.rpartition("@")
    return f"{nom[:1]}…@{domaine}"
