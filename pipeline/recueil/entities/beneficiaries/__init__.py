"""The beneficiary of each amount, as a trained model predicts it."""
