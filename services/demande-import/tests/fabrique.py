"""Demandes, services and gestures for the tests. Nobody in them exists."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import Any

from joserfc.jwk import RSAKey

from chassis.jwe import dechiffrer
from chassis.testing import Running, eventually, running
from contracts.notifications import ChargeCourriel, EnvoyerCourriel
from contracts.roles import Role
from demande_import.app import service

CLE = RSAKey.generate_key(2048)
PRIVEE = json.dumps(CLE.as_dict(private=True))
PUBLIQUE = json.dumps(CLE.as_dict(private=False))
JEAN = "111102100000175AAA"
MARIE = "029032400000229BBB"
SIRET = "12345678200010"
AUTRE_SIRET = "90011223600014"
API = "/demande-import"
COURANTE = f"{API}/demandes/courante"


def jean(numero: str = JEAN, **changements: Any) -> dict[str, Any]:
    """A demande of Paris as the national portal gives it."""
    return {
        "numeroUnique": numero,
        "etat": "ACTIVE",
        "motifRadiation": None,
        "dateDepot": "2021-10-04",
        "dateFinValidite": "2027-10-04",
        "departement": "75",
        "courriel": "dupontjean@yopmail.example",
        "demandeur": {
            "civilite": "M",
            "nomNaissance": "Dupont",
            "prenom": "Jean",
            "dateNaissance": "1990-05-01",
            "telephone": "+33639980001",
            "situationFamiliale": "CELIBATAIRE",
            "cmiInvalidite": False,
            "activite": {
                "situation": "CDI",
                "siretEmployeur": SIRET,
                "plusieursEmployeurs": False,
                "travailCodeInsee": "75108",
                "travailCodePostal": "75008",
            },
        },
        "codemandeur": None,
        "autresPersonnes": [],
        "ressources": {
            "rfr": [{"annee": 2024, "montant": 21400}, {"annee": 2025, "montant": 21900}],
            "revenuMensuel": 2050,
            "aideLogementMensuelle": 0,
            "revenus12Mois": None,
        },
        "logementActuel": {"situation": "HEBERGE", "codeInsee": "75111", "codePostal": "75011"},
        "motif": "LOGEMENT_REPRIS",
        "souhaits": {"typeLogement": "APPARTEMENT", "communes": ["75111", "75112"]},
        "dalo": False,
        "prioriteL4411": False,
        **changements,
    }


def codemandeur(**changements: Any) -> dict[str, Any]:
    """A second adult."""
    return {
        **jean()["demandeur"],
        "lien": "CONJOINT",
        "civilite": "MME",
        "nomNaissance": "Gigi",
        "prenom": "Denise",
        "dateNaissance": "1991-02-03",
        "activite": {**jean()["demandeur"]["activite"], "siretEmployeur": AUTRE_SIRET},
        **changements,
    }


def marie(numero: str = MARIE) -> str:
    """A demande of the Finistère as its own register gives it."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<demande numero="{numero}" etat="active">
 <depot>2024-03-01</depot><finValidite>2027-03-01</finValidite><departement>29</departement>
 <courriel>marie@courriel.example</courriel>
 <menage>
  <personne role="demandeur" civilite="F" aCharge="non" invalidite="oui">
   <nom>Le Goff</nom><prenom>Marie</prenom><naissance>1985-07-14</naissance><telephone/><famille>divorce</famille>
   <emploi type="cdd" siret="{SIRET}" plusieurs="oui" insee="29019" codePostal="29200"/>
  </personne>
  <personne role="enfant" aCharge="oui" invalidite="non">
   <nom>Le Goff</nom><prenom>Yann</prenom><naissance>2015-01-02</naissance>
  </personne>
 </menage>
 <ressources><rfr annee="2024">18000</rfr><mensuel>1600</mensuel><aide>120</aide></ressources>
 <logement situation="locataire_prive" insee="29019" codePostal="29200"/>
 <motif>logement_trop_petit</motif>
 <souhait type="indifferent"><commune>29019</commune><commune>29075</commune></souhait>
 <dalo>oui</dalo><prioriteL4411>non</prioriteL4411>
</demande>"""


@asynccontextmanager
async def lancer(mongo_url: str, kafka: str, driver: str, registre_url: str, **settings: Any):
    """The service, its registers at `registre_url`."""
    valeurs = {
        "registre_national_url": f"{registre_url}/national",
        "registre_departemental_url": f"{registre_url}/departemental",
        "notifications_public_key": PUBLIQUE,
        "cle_recherche": "une cle de recherche pour les tests",
        "registre_timeout": 1,
        "reprise_secondes": 0.1,
        "reprise_max_secondes": 0.3,
        "cycle_secondes": 3600,
        **settings,
    }
    async with running(service, mongo_url, kafka, driver=driver, **valeurs) as app:
        yield app


class Personne:
    """A salarié at the keyboard."""

    def __init__(self, app: Running, compte_id: str) -> None:
        self.app, self.compte_id = app, compte_id

    async def appeler(self, methode: str, chemin: str, corps: Any = None, attendu: int | None = 200, **entetes: str):
        """One request; the body of the answer, checked to have the status `attendu`."""
        jeton = self.app.token(Role.SALARIE, compte_id=self.compte_id)
        reponse = await self.app.client.request(methode, chemin, json=corps, headers={**jeton, **entetes})
        assert attendu is None or reponse.status_code == attendu, (reponse.status_code, reponse.text)
        return reponse.json() if reponse.content else None

    async def saisir(self, numero: str, etat: str = "code_envoye") -> dict[str, Any]:
        """Type a number, and wait for what its register answers."""
        suivi = await self.appeler("POST", f"{API}/imports", {"numero_unique": numero}, 202)
        return await self.attendre(suivi["import_id"], etat)

    async def attendre(self, import_id: str, etat: str) -> dict[str, Any]:
        async def la() -> dict[str, Any] | None:
            lu = await self.appeler("GET", f"{API}/imports/{import_id}")
            return lu if lu["etat"] == etat else None

        resultat: dict[str, Any] = await eventually(la)
        return resultat

    async def codes(self, nombre: int = 1) -> list[str]:
        """The codes e-mailed to the register’s address, once there are that many."""
        return [charge.code or "" for charge in await self.charges(nombre)]

    async def charges(self, nombre: int = 1) -> list[ChargeCourriel]:
        tous = await self.app.emitted(EnvoyerCourriel, nombre)
        siens = [c for c in tous if c.destinataire_id == self.compte_id]
        return [dechiffrer(PRIVEE, c.charge, ChargeCourriel) for c in siens]

    async def importer(self, numero: str) -> dict[str, Any]:
        """From the number to the demande."""
        avant = await self.app.context.db["outbox"].count_documents({"key": self.compte_id})
        suivi = await self.saisir(numero)
        code = (await self.codes(avant + 1))[-1]
        demande: dict[str, Any] = await self.appeler(
            "POST", f"{API}/imports/{suivi['import_id']}/code", {"code": code}, 201
        )
        return demande

    async def completer(self, attendu: int = 200, **changements: Any) -> dict[str, Any]:
        corps = {
            "rattachement": "demandeur",
            "nom_employeur": "Ateliers Durand",
            "plusieurs_employeurs": False,
            "consentement": "anonyme",
            **changements,
        }
        demande: dict[str, Any] = await self.appeler("PUT", f"{COURANTE}/complements", corps, attendu)
        return demande

    async def cocher_tout(self) -> dict[str, Any]:
        demande = await self.appeler("GET", COURANTE)
        lue: dict[str, Any] = await self.appeler("PUT", f"{COURANTE}/pieces", {"deposees": pieces_de(demande)})
        return lue

    async def valider(self, attendu: int = 200) -> dict[str, Any]:
        lue: dict[str, Any] = await self.appeler("POST", f"{COURANTE}/validation", attendu=attendu)
        return lue

    async def tout_faire(self, numero: str, **complements: Any) -> dict[str, Any]:
        """Import, complete, tick, validate."""
        await self.importer(numero)
        await self.completer(**complements)
        await self.cocher_tout()
        return await self.valider()


def pieces_de(demande: dict[str, Any]) -> list[str]:
    """Ids of all the pièces."""
    return [
        piece["piece_id"]
        for personne in demande["pieces"]["personnes"]
        for categorie in personne["categories"]
        for piece in categorie["pieces"]
    ]


async def en_tant_que(
    app: Running, methode: str, chemin: str, corps: Any = None, attendu: int = 200, *, role: Role, **claims: str
) -> Any:
    """One request of staff, a firm or a bailleur."""
    reponse = await app.client.request(methode, chemin, json=corps, headers=app.token(role, **claims))
    assert reponse.status_code == attendu, (reponse.status_code, reponse.text)
    return reponse.json()


async def declarer(
    app: Running, siret: str, choix: list[str] | None = None, *, validation: bool = False, code: str | None = None
) -> None:
    """A client firm and its policy."""
    firme = {"siret": siret, "raison_sociale": "Ateliers Durand", "effectif": 120}
    await en_tant_que(app, "POST", f"{API}/entreprises", firme, 201, role=Role.ADMIN)
    politique = {
        "choix_proposes": choix or ["anonyme", "politique_logement", "dossier_complet"],
        "validation_requise": validation,
        "code_entreprise": code,
    }
    await en_tant_que(app, "PUT", f"{API}/employeur/politique", politique, role=Role.EMPLOYEUR, siret=siret)
