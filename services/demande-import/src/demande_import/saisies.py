"""« Saisir ma demande », the security code, « Mettre à jour » (guide #3, #4). Each runs in the caller’s transaction."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from chassis.context import Context
from chassis.jwe import chiffrer
from chassis.problems import Refus
from chassis.tracing import carrier
from chassis.transaction import Tx
from contracts.demande_import import DemandeImportee, DemandeMiseAJour
from contracts.identity import CompteSupprime
from contracts.notifications import ChargeCourriel, EnvoyerCourriel, ModeleCourriel
from contracts.problemes.demande_import import DEMANDE_DEJA_IMPORTEE, NUMERO_DEJA_RATTACHE, NUMERO_INVALIDE
from contracts.problemes.technique import NON_AUTHENTIFIE
from demande_import import cles, entreprises, stockage
from demande_import.debits import debiter
from demande_import.domain import refus
from demande_import.domain.demande import Demande
from demande_import.domain.dossier import Dossier
from demande_import.domain.imports import EtatImport, Import, TypeImport
from referentiel.registres import NumeroUnique, NumeroUniqueInvalide

TROP_DE_NUMEROS = "Vous avez saisi trop de numéros depuis une heure. Réessayez plus tard."
TROP_DE_CODES = "Trop de codes ont été demandés depuis une heure. Réessayez plus tard."


def lire_numero(saisie: str) -> NumeroUnique:
    """The number typed. Raises `Refus(NUMERO_INVALIDE)`."""
    try:
        return NumeroUnique.lire(saisie)
    except NumeroUniqueInvalide as error:
        raise Refus(NUMERO_INVALIDE, error.explication, champ="numero_unique") from error


async def saisir(tx: Tx, compte_id: str, numero: NumeroUnique) -> Import:
    """A number is typed: the worker will ask its register. The account’s earlier open import ends."""
    await _encore_la(tx, compte_id)
    cle = cles.du_numero(tx.context, numero.valeur)
    settings = tx.context.settings
    await debiter(tx, f"imports:{compte_id}", settings.imports_par_heure, TROP_DE_NUMEROS)
    await debiter(tx, f"numero:{cle}", settings.codes_par_numero_par_heure, TROP_DE_CODES)
    nouveau = _nouveau(tx, compte_id, numero, cle)
    presente = await tx[stockage.DEMANDES].find_one({"compte_id": compte_id, "vivante": True}, session=tx.session)
    if presente is not None and presente["cle_numero"] != cle:
        raise deja_une_demande()
    await _perimer_les_ouverts(tx, compte_id)
    if presente is not None:
        deja = {"etat": EtatImport.DEJA_IMPORTEE, "demande_id": presente["_id"], "numero": None}
        nouveau = nouveau.model_copy(update=deja)
    return await stockage.enregistrer_import(tx, nouveau)


async def _encore_la(tx: Tx, compte_id: str) -> None:
    """A token outlives its account by some minutes: nothing may be imported for an account that was erased."""
    compte = await tx[stockage.COMPTES].find_one({"_id": compte_id}, {"type": 1}, session=tx.session)
    if compte is not None and compte["type"] == CompteSupprime.TYPE:
        raise Refus(NON_AUTHENTIFIE, "Ce compte a été supprimé.", headers={"WWW-Authenticate": "Bearer"})


async def demander_mise_a_jour(tx: Tx, compte_id: str) -> Import:
    """« Mettre à jour »: one click, or one code for a demande older than codes."""
    demande = await stockage.courante(tx, compte_id, tx.session)
    if not demande.vivante:
        raise stockage.refuse(refus.DemandeRadiee())
    await debiter(tx, f"mises_a_jour:{compte_id}", 2 * tx.context.settings.imports_par_heure, TROP_DE_NUMEROS)
    await _perimer_les_ouverts(tx, compte_id)
    nouveau = _nouveau(tx, compte_id, NumeroUnique(demande.numero), demande.cle_numero).model_copy(
        update={"type": TypeImport.MISE_A_JOUR, "demande_id": demande.id, "code_requis": demande.code_requis}
    )
    return await stockage.enregistrer_import(tx, nouveau)


def _nouveau(tx: Tx, compte_id: str, numero: NumeroUnique, cle: str) -> Import:
    site = numero.territoire.site
    return Import(
        id=str(uuid4()),
        compte_id=compte_id,
        registre=site.registre,
        territoire=site.departement,
        numero=numero.valeur,
        cle_numero=cle,
        trace=carrier(),
        cree_le=tx.now,
        le=tx.now,
    )


async def _perimer_les_ouverts(tx: Tx, compte_id: str) -> None:
    """One open import an account: the codes of the earlier ones are dead."""
    tour = {"$inc": {"actes": 1}, "$set": {"le": tx.now}}  # two at once write it, so one waits for the other
    await tx[stockage.DEBITS].update_one({"_id": f"ouverts:{compte_id}"}, tour, upsert=True, session=tx.session)
    lus = tx[stockage.IMPORTS].find({"compte_id": compte_id, "ouvert": True}, session=tx.session)
    for imp in [stockage.imports_de(lu) async for lu in lus]:
        await stockage.enregistrer_import(tx, imp.clore(EtatImport.PERIMEE, tx.now))


async def envoyer_code(tx: Tx, imp: Import, dossier: Dossier) -> Import:
    """A new code, e-mailed to the address that the register holds; the order is in this same transaction."""
    code = cles.nouveau_code()
    suivant = imp.envoyer_code(dossier, cles.du_code(tx.context, imp.id, code), tx.now)
    expire_le = suivant.code_expire_le
    if expire_le is None:  # pragma: no cover - envoyer_code sets it
        raise AssertionError("a code that is sent expires")
    charge = ChargeCourriel(email=dossier.courriel, code=code, expire_le=expire_le, prenom=dossier.demandeur.prenom)
    courriel = EnvoyerCourriel(
        destinataire_id=imp.compte_id,
        modele=ModeleCourriel.CODE_SECURITE,
        charge=chiffrer(tx.context.settings.notifications_public_key, charge),
        perime_le=expire_le,
    )
    await stockage.enregistrer_import(tx, suivant)
    await tx.emit(courriel)
    return suivant


async def renvoyer_code(tx: Tx, imp: Import) -> Import:
    """« Recevoir un nouveau code »: the old one is dead."""
    if imp.etat is not EtatImport.CODE_ENVOYE or imp.dossier is None:
        raise stockage.refuse(refus.CodeNonAttendu())
    await debiter(tx, f"renvois:{imp.compte_id}", tx.context.settings.renvois_par_heure, TROP_DE_CODES)
    await debiter(tx, f"numero:{imp.cle_numero}", tx.context.settings.codes_par_numero_par_heure, TROP_DE_CODES)
    return await envoyer_code(tx, imp, imp.dossier)


async def prendre_un_essai(context: Context, import_id: str, compte_id: str) -> bool:
    """Take one attempt, whatever comes of it: many guesses at once cannot pass the count."""
    filtre: dict[str, Any] = {"_id": import_id, "compte_id": compte_id, "etat": EtatImport.CODE_ENVOYE.value}
    pris = await context.db[stockage.IMPORTS].update_one(
        {**filtre, "essais_restants": {"$gt": 0}}, {"$inc": {"essais_restants": -1, "version": 1}}
    )
    return bool(pris.modified_count)


async def saisir_code(tx: Tx, imp: Import, code: str, *, essai_pris: bool) -> Demande:
    """The right code brings the demande. Raises `Refus` CODE_INCORRECT, CODE_EXPIRE, NUMERO_DEJA_RATTACHE…"""
    try:
        dossier = imp.verifier_code(cles.du_code(tx.context, imp.id, code), tx.now, essai_pris=essai_pris)
        conclure = importer if imp.type is TypeImport.IMPORT else mettre_a_jour
        demande = await conclure(tx, imp, dossier)
    except refus.Refuse as error:
        raise stockage.refuse(error) from error
    await stockage.enregistrer_import(tx, imp.clore(EtatImport.TERMINEE, tx.now, demande.id))
    return demande


async def importer(tx: Tx, imp: Import, dossier: Dossier) -> Demande:
    """The demande on AL’in. The unique indexes have the last word: DuplicateKeyError is for the caller."""
    if await tx[stockage.DEMANDES].find_one({"cle_numero": imp.cle_numero, "vivante": True}, session=tx.session):
        raise deja_rattache()
    demande = Demande(
        id=str(uuid4()),
        compte_id=imp.compte_id,
        registre=imp.registre,
        numero=imp.numero or "",
        cle_numero=imp.cle_numero,
        dossier=dossier,
        pieces_au=tx.today,
        importee_le=tx.now,
        creee_sur_alin_le=tx.now,
        verifiee_le=tx.now,
        le=tx.now,
    )
    return await stockage.enregistrer(tx, demande, DemandeImportee)


async def mettre_a_jour(tx: Tx, imp: Import, dossier: Dossier) -> Demande:
    """What the register holds now replaces what was imported."""
    demande = await stockage.courante(tx, imp.compte_id, tx.session)
    siret = demande.complements.siret if demande.complements else None
    entreprise = await entreprises.trouver(tx, siret, tx.session)
    suivante = demande.mettre_a_jour(dossier, entreprise, tx.now, tx.today)
    if imp.code_requis:
        suivante = suivante.verifier(tx.now)
    return await stockage.enregistrer(tx, suivante, DemandeMiseAJour)


def deja_rattache() -> Refus:
    """The same number, imported by another account."""
    detail = "Cette demande est déjà rattachée à un autre compte AL’in. Contactez-nous au 0 970 800 800."
    return Refus(NUMERO_DEJA_RATTACHE, detail)


def deja_une_demande() -> Refus:
    """One demande an account."""
    detail = "Votre compte a déjà une demande. Supprimez-la pour en importer une autre."
    return Refus(DEMANDE_DEJA_IMPORTEE, detail, champ="numero_unique")
