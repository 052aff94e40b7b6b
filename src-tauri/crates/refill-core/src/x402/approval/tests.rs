use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;

use super::*;
use crate::x402::examples::{at, attempt, plan};

/// Somebody at the dialog, who takes so many seconds for an answer, and the clock on the wall.
struct Person {
    says: bool,
    takes: i64,
    now: Mutex<i64>,
    asked: Mutex<Vec<Question>>,
}

impl Person {
    fn who(says: bool, takes: i64) -> Person {
        Person {
            says,
            takes,
            now: Mutex::new(1_000),
            asked: Mutex::default(),
        }
    }
}

#[async_trait]
impl Confirmer for Person {
    async fn confirm(&self, question: &Question) -> bool {
        self.asked.lock().unwrap().push(question.clone());
        *self.now.lock().unwrap() += self.takes;
        self.says
    }
}

impl Clock for Person {
    fn now(&self) -> Timestamp {
        at(*self.now.lock().unwrap())
    }
}

/// The result of a future that waits for nothing.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it waits for something"),
    }
}

fn question() -> Question {
    Question {
        title: "Pay 10 USDC?".to_owned(),
        text: String::new(),
        yes: "Pay".to_owned(),
        no: "Cancel".to_owned(),
    }
}

fn approved(person: &Person) -> Option<ApprovedPlan> {
    at_once(approve(person, person, &question(), plan()))
}

fn attempted(now: i64) -> Option<ApprovedAttempt> {
    let yes = approved(&Person::who(true, 0)).expect("a yes");
    yes.attempt(Nonce::new([9; 32]), 5_000, 77, at(now))
}

#[test]
fn a_yes_counts_and_a_no_does_not() {
    let yes = Person::who(true, 10);
    assert_eq!(approved(&yes).expect("a yes").plan(), &plan());
    assert_eq!(
        *yes.asked.lock().unwrap(),
        [question()],
        "asked once, with these words"
    );
    assert!(approved(&Person::who(false, 10)).is_none());
}

#[test]
fn an_answer_after_two_minutes_is_a_no() {
    assert!(approved(&Person::who(true, 120)).is_some());
    assert!(approved(&Person::who(true, 121)).is_none());
}

#[test]
fn a_clock_that_was_set_back_while_it_was_asked_makes_it_a_no() {
    assert!(approved(&Person::who(true, -1)).is_none());
}

#[test]
fn a_yes_is_too_old_for_an_attempt_after_two_minutes() {
    assert!(attempted(1_120).is_some());
    assert!(attempted(1_121).is_none());
    assert!(attempted(999).is_none(), "the clock was set back");
}

#[test]
fn an_attempt_is_what_was_said_yes_to_with_its_nonce_and_window() {
    let approved = attempted(1_060).expect("in time");
    let signed = Authorization {
        from: plan().payer,
        to: plan().payee,
        value: plan().value,
        valid_after: 4_400,
        valid_before: 5_300,
        nonce: Nonce::new([9; 32]),
    };
    let expected = Attempt {
        plan: plan(),
        authorization: signed,
        first_block: 77,
        confirmed_at: at(1_000),
        reserved_at: at(5_000),
    };
    assert_eq!(approved.attempt(), &expected);
    assert_eq!(approved.payer(), plan().payer);
}

#[test]
fn nothing_is_signed_after_two_minutes_and_an_attempt_makes_no_yes_younger() {
    let approved = attempted(1_119).expect("in time");
    assert_eq!(approved.to_sign(at(1_120)), Some(approved.attempt()));
    assert_eq!(approved.to_sign(at(1_121)), None);
    assert_eq!(approved.to_sign(at(999)), None, "the clock was set back");
}

#[test]
fn asking_again_is_about_the_very_same_attempt() {
    let again = |person: &Person| at_once(approve_again(person, person, &question(), attempt()));
    let yes = again(&Person::who(true, 10)).expect("a yes");
    assert_eq!(yes.attempt(), &attempt());
    assert_eq!(yes.to_sign(at(1_130)), Some(&attempt()));
    assert_eq!(yes.to_sign(at(1_131)), None, "it counts from the new yes");
    assert!(again(&Person::who(false, 10)).is_none());
    assert!(again(&Person::who(true, 121)).is_none());
}
