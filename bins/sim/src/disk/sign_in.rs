use async_trait::async_trait;
use causerie_chat::{
    Address, Challenge, ChallengeId, CodeUse, DeviceAddress, DeviceList, SecondFactor, Timestamp,
};
use causerie_usecases::ports::{
    Answer, ChallengeBook, Challenges, DeviceLists, KeptSecondFactor, LastSignIn, ListRefused,
    NotOpened, NotRedeemed, NotReplaced, SecondFactorBook, SecondFactors, SignInLog, SignIns,
    Unavailable,
};

use super::DirectoryDisk;
use crate::machine::{device, machine, owner};

#[async_trait]
impl Challenges for DirectoryDisk {
    async fn open(&self, challenge: &Challenge, now: Timestamp) -> Result<(), NotOpened> {
        self.machine.writes().await?;
        self.records.open(challenge, now).await
    }

    async fn redeem(
        &self,
        id: &ChallengeId,
        answer: &Answer,
        until: Timestamp,
    ) -> Result<(), NotRedeemed> {
        self.machine.writes().await?;
        self.records.redeem(id, answer, until).await?;
        let leaf = answer.credential.chain().first().map(Vec::as_slice).unwrap_or_default();
        if let Some(by) = crate::sign_in::issued_to(leaf) {
            self.machine.world.lets_in(by, *id.as_bytes());
        }
        Ok(())
    }
}

#[async_trait]
impl ChallengeBook for DirectoryDisk {
    async fn challenge(&self, id: &ChallengeId) -> Result<Option<Challenge>, Unavailable> {
        self.machine.reads().await;
        self.records.challenge(id).await
    }

    async fn answer(&self, id: &ChallengeId) -> Result<Option<Answer>, Unavailable> {
        self.machine.reads().await;
        self.records.answer(id).await
    }
}

#[async_trait]
impl SignIns for DirectoryDisk {
    async fn note(&self, device: &DeviceAddress, sign_in: LastSignIn) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.records.note(device, sign_in).await?;
        if let Some(by) = machine(device) {
            self.machine.world.notes(by, sign_in);
        }
        Ok(())
    }
}

#[async_trait]
impl SignInLog for DirectoryDisk {
    async fn last(&self, device: &DeviceAddress) -> Result<Option<LastSignIn>, Unavailable> {
        self.machine.reads().await;
        self.records.last(device).await
    }
}

#[async_trait]
impl SecondFactors for DirectoryDisk {
    async fn replace(
        &self,
        who: &Address,
        seen: u64,
        next: Option<&SecondFactor>,
    ) -> Result<(), NotReplaced> {
        self.machine.writes().await?;
        let counts = |it: Option<&SecondFactor>| it.is_some_and(|it| it.confirmed_at().is_some());
        let before = self.records.second_factor(who).await?.factor;
        self.second_factors.replace(who, seen, next).await?;
        let person = machine(&DeviceAddress { person: who.clone(), ..device(1) });
        let Some(of) = person.map(owner) else { return Ok(()) };
        if counts(before.as_ref()) && !counts(next) {
            self.machine.world.lets_in(of, *CodeUse::of("removal").as_bytes());
        }
        self.machine.world.keeps(of, next);
        Ok(())
    }
}

#[async_trait]
impl SecondFactorBook for DirectoryDisk {
    async fn second_factor(&self, who: &Address) -> Result<KeptSecondFactor, Unavailable> {
        self.machine.reads().await;
        self.records.second_factor(who).await
    }
}

#[async_trait]
impl DeviceLists for DirectoryDisk {
    async fn replace(&self, list: &DeviceList, at: Timestamp) -> Result<(), ListRefused> {
        self.machine.writes().await?;
        DeviceLists::replace(&*self.records, list, at).await?;
        let by = machine(&DeviceAddress { person: list.person.clone(), ..device(1) });
        if let Some(by) = by.map(owner) {
            self.machine.world.lets_in(by, list.digest());
        }
        Ok(())
    }
}
